import type { Pool } from 'pg'

/** The code of what the database refused. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : error)

/** The code of a right that is missing. */
export const NOT_ALLOWED = '42501'

/**
 * The error code of a statement, undefined when it is done; always rolled back. A role that reads only by default could say
 * otherwise: rights must hold, not settings.
 */
export const attempting =
  (pool: Pool) =>
  async (sql: string, as: Pool = pool): Promise<unknown> => {
    const client = await as.connect()
    try {
      await client.query('BEGIN READ WRITE')
      await client.query(sql)
      return undefined
    } catch (error) {
      return codeOf(error)
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }
