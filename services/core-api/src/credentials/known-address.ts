import type { Db, Tx } from '@latchkey/shared/db/client'
import { digestOf, readCounts } from './counters.ts'

/** For how long an address is known to an account after a sign-in there. */
const KNOWN_DAYS = 30
/** A sign-in a day is enough to keep it known. */
const RENEWED_AFTER_DAYS = 1

// A row beside the counters, like the trusted devices of rate-limiter-flexible's guide to login endpoints.
const keyOf = (email: string, address: string): string => `signed-in:${digestOf(email, address)}`

/** Whether an account with this email has signed in from the address during the last 30 days. */
export const isKnownAddress = async (db: Db, email: string, address: string): Promise<boolean> =>
  (await readCounts(db, [keyOf(email, address)])).length > 0

/** Takes note of a sign-in, with which failures elsewhere no longer hold the address back. */
export async function rememberAddress(tx: Tx, email: string, address: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO rate_limits AS known (key, points, expire)
    VALUES (${keyOf(email, address)}, 0, now() + ${KNOWN_DAYS} * interval '1 day')
    ON CONFLICT (key) DO UPDATE SET expire = excluded.expire
    WHERE known.expire < excluded.expire - ${RENEWED_AFTER_DAYS} * interval '1 day'`
}
