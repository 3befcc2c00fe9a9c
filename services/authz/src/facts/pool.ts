import { AUTHZ_LIMITS } from '@latchkey/shared/connection-limits'
import { DomainError } from '@latchkey/shared/errors'
import type { Logger } from '@latchkey/shared/logger'
import { connectionTo } from '@latchkey/shared/postgres'
import pg from 'pg'

/** At most `connections` to the database. A broken one is replaced by the next question that needs one. */
export function createPool(url: string, connections: number, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(url, AUTHZ_LIMITS),
    max: connections,
    application_name: 'latchkey-authz',
  })
  // An idle connection that breaks is an event nobody waits for: unheard, it would end the process.
  pool.on('error', (err) => logger.warn({ err }, 'idle database connection lost'))
  return pool
}

/** Runs one statement, prepared under its name where that is allowed. @throws DomainError `unavailable` when the database gives no answer */
export type Read = <Row extends object>(statement: pg.QueryConfig) => Promise<Row[]>

export const createRead = (pool: pg.Pool, named: boolean): Read => {
  return async <Row extends object>({ name, ...statement }: pg.QueryConfig) => {
    try {
      return (await pool.query<Row>(named ? { name, ...statement } : statement)).rows
    } catch (cause) {
      throw new DomainError('unavailable', { cause })
    }
  }
}
