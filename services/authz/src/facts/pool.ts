import { DomainError } from '@latchkey/shared/errors'
import type { Logger } from '@latchkey/shared/logger'
import pg from 'pg'

const CONNECT_MS = 1_000
const STATEMENT_MS = 2_000
/** A server that vanished without a word ends no statement: then the client gives up on the connection. */
const SILENCE_MS = 3_000

/** At most `connections` to the database. A broken one is replaced by the next question that needs one. */
export function createPool(url: string, connections: number, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    application_name: 'latchkey-authz',
  })
  // An idle connection that breaks is an event nobody waits for: unheard, it would end the process.
  pool.on('error', (err) => logger.warn({ err }, 'idle database connection lost'))
  return pool
}

/** Runs one prepared statement. @throws DomainError `unavailable` when the database gives no answer */
export type Read = <Row extends object>(statement: pg.QueryConfig) => Promise<Row[]>

export const createRead = (pool: pg.Pool): Read => {
  return async <Row extends object>(statement: pg.QueryConfig) => {
    try {
      return (await pool.query<Row>(statement)).rows
    } catch (cause) {
      throw new DomainError('unavailable', { cause })
    }
  }
}
