import { createHash } from 'node:crypto'
import type { Db } from '@latchkey/shared/db/client'

/** For how long failures count together. The window is fixed: it begins with the first, and no further one prolongs it. */
export const WINDOW_SECONDS = 15 * 60

/** What stands in a counter now, and the seconds until it begins anew. */
export interface Count {
  readonly key: string
  readonly points: number
  readonly seconds: number
}

/** Hashed, so that counters do not name the account or address they count. */
export const digestOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** The counters that run, by the clock of the database, which all replicas share. */
export const readCounts = (db: Db, keys: readonly string[]): Promise<Count[]> =>
  db.$queryRaw<Count[]>`
    SELECT key, points, ceil(extract(epoch FROM expire - now()))::int AS seconds
    FROM rate_limits WHERE key = ANY(${keys}) AND expire > now()`

/** Counts one more in each, and answers what stands there now. Two callers take the rows in the same order. */
export const countOneMore = (db: Db, keys: readonly string[]): Promise<Count[]> =>
  db.$queryRaw<Count[]>`
    INSERT INTO rate_limits AS counter (key, points, expire)
    SELECT key, 1, date_trunc('milliseconds', now()) + ${WINDOW_SECONDS} * interval '1 second'
    FROM unnest(${keys}::text[]) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN counter.expire > now() THEN counter.points + 1 ELSE 1 END,
      expire = CASE WHEN counter.expire > now() THEN counter.expire ELSE excluded.expire END
    RETURNING key, points, ceil(extract(epoch FROM expire - now()))::int AS seconds`

/** Removes counters whose window is over, and addresses that are no longer known; tells how many, `atMost` of them. */
export const forgetExpiredCounts = (db: Db, atMost: number): Promise<number> =>
  db.$executeRaw`
    DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits WHERE expire < now() LIMIT ${atMost})`
