import pg from 'pg'
import { afterAll, inject } from 'vitest'

/** A pool of the suite that calls this, closed when its tests are over. */
export function suitePool(url: string, connections = 5): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  // The server ends without a word to idle connections.
  pool.on('error', () => undefined)
  afterAll(() => pool.end())
  return pool
}

/** The database as the owner of its tables. */
export const ownerPool = (): pg.Pool => suitePool(inject('databaseUrl'))

/** The database as the role authz connects with. */
export const authzPool = (): pg.Pool => suitePool(inject('authzDatabaseUrl'))
