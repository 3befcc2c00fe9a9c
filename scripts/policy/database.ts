import { parseEnvironment, postgresUrl } from '@latchkey/shared/config'
import { connectionTo, UNHURRIED } from '@latchkey/shared/postgres'
import pg from 'pg'
import { z } from 'zod'

const CONNECTIONS = 2

/** A pool to the database of `DATABASE_URL`, for one piece of work. @throws Error when that is missing or malformed */
export async function withDatabase<Result>(use: (db: pg.Pool) => Promise<Result>): Promise<Result> {
  const { DATABASE_URL: url } = parseEnvironment(z.object({ DATABASE_URL: postgresUrl }), process.env)
  const db = new pg.Pool({ ...connectionTo(url, UNHURRIED), max: CONNECTIONS })
  // A connection lost while idle: the next statement reports it.
  db.on('error', () => undefined)
  try {
    return await use(db)
  } finally {
    await db.end()
  }
}
