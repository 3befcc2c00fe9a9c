import { DB_LIMITS, type Db, type DbLimits } from '@latchkey/shared/db/client'
import { connectionTo, UNHURRIED } from '@latchkey/shared/postgres'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

/** A loaded machine takes longer than production waits. */
export const PATIENT: DbLimits = {
  ...DB_LIMITS,
  lock: 15_000,
  statement: 16_000,
  silence: 17_000,
  transaction: 18_000,
  idleInTransaction: 20_000,
  connect: 10_000,
  place: 15_000,
}

/** Opens the connections that /readyz takes, which has no time to wait for a loaded machine. */
export const warmUp = (db: Db): Promise<unknown> =>
  Promise.allSettled([db.$queryRaw`SELECT pg_sleep(0.1)::text`, db.$queryRaw`SELECT pg_sleep(0.1)::text`])

/** A pool of the suite that calls this, closed when its tests are over. */
export function suitePool(url: string, connections = 5): pg.Pool {
  const pool = new pg.Pool({ ...connectionTo(url, UNHURRIED), max: connections })
  // The server ends without a word to idle connections.
  pool.on('error', () => undefined)
  afterAll(() => pool.end())
  return pool
}

/** The database as the owner of its tables. */
export const ownerPool = (): pg.Pool => suitePool(inject('databaseUrl'))

/** The database as the role authz connects with. */
export const authzPool = (): pg.Pool => suitePool(inject('authzDatabaseUrl'))
