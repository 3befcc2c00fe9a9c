import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import pg from 'pg'
import { deploy } from '../../migrations/deploy.ts'

export interface Database {
  readonly url: string
  readonly authzUrl: string
  readonly pool: pg.Pool
}

/** The same database for authz, as a role that may read what decisions need. */
function asAuthz(url: string): string {
  const derived = new URL(url)
  derived.username = 'latchkey_authz_bench'
  derived.password = 'bench'
  return derived.toString()
}

/** A PostgreSQL with the migrations, and what ends it. */
export async function openDatabase(onEnd: (undo: () => Promise<void>) => void): Promise<Database> {
  const server = await startThrowaway()
  const authzUrl = asAuthz(server.url)
  const pool = new pg.Pool({ connectionString: server.url, max: 4 })
  pool.on('error', () => undefined)
  // The server first: a statement that fills a table may run for a minute.
  onEnd(() => pool.end())
  onEnd(() => server.stop())
  await deploy(server.url, authzUrl)
  return { url: server.url, authzUrl, pool }
}
