import type { Db } from '@latchkey/shared/db/client'
import type { PgBoss } from 'pg-boss'
import { forgetExpiredCounts } from '../credentials/counters.ts'
import { forgetExpiredAnswers } from '../idempotency/store.ts'

const HOUSEKEEPING = 'housekeeping'
const ENDED = 'ended-grants'
const EVERY_MINUTE = '* * * * *'
const HOURLY = '17 * * * *'
const DAY_MS = 24 * 60 * 60 * 1000
/** Rows of one statement: it ends in time however many there are. */
const BATCH = 5_000

/**
 * Removes what can never be used again: links and refresh tokens that have expired, sessions that
 * have none left, and counters whose window is over,
 * and answers that are kept no longer.
 */
export async function tidy(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY_MS)
  const removals = [
    () => db.$executeRaw`
      DELETE FROM one_time_links WHERE (org_id, id) IN (
        SELECT org_id, id FROM one_time_links WHERE expires_at < ${before} LIMIT ${BATCH})`,
    () => db.$executeRaw`
      DELETE FROM refresh_tokens WHERE (org_id, id) IN (
        SELECT org_id, id FROM refresh_tokens WHERE expires_at < ${before} LIMIT ${BATCH})`,
    () => forgetExpiredCounts(db, BATCH),
    () => forgetExpiredAnswers(db, BATCH),
    () => db.$executeRaw`
      DELETE FROM sessions WHERE (org_id, id) IN (
        SELECT org_id, id FROM sessions s WHERE created_at < ${before} AND NOT EXISTS (
          SELECT FROM refresh_tokens t WHERE t.org_id = s.org_id AND t.session_id = s.id) LIMIT ${BATCH})`,
  ]
  for (const remove of removals) while ((await remove()) === BATCH);
}

/** On one of the replicas, once an hour; and once a minute `tidyEnded`, which writes down what has ended by itself. */
export async function scheduleHousekeeping(
  jobs: PgBoss,
  db: Db,
  clock: () => Date,
  tidyEnded: (db: Db) => Promise<void>,
): Promise<void> {
  const schedule = async (queue: string, cron: string, work: () => Promise<void>) => {
    await jobs.createQueue(queue)
    await jobs.work(queue, work)
    await jobs.schedule(queue, cron)
  }
  await schedule(HOUSEKEEPING, HOURLY, () => tidy(db, clock()))
  await schedule(ENDED, EVERY_MINUTE, () => tidyEnded(db))
}
