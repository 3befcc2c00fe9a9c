import { DomainError } from '@latchkey/shared/errors'
import type { Logger } from '@latchkey/shared/logger'
import { type ConnectionLimits, connectionTo } from '@latchkey/shared/postgres'
import pg from 'pg'

/** In milliseconds. Reading waits for no row: only for a table that is being changed. */
const LIMITS: ConnectionLimits = {
  lock: 1_000,
  statement: 2_000,
  idleInTransaction: 2_000,
  silence: 3_000,
  connect: 1_000,
}

/** At most `connections` to the database. A broken one is replaced by the next question that needs one. */
export function createPool(url: string, connections: number, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(url, LIMITS),
    max: connections,
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
