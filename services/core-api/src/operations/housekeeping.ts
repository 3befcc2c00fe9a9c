import type { Db } from '@latchkey/shared/db/client'
import type { PgBoss } from 'pg-boss'

const HOUSEKEEPING = 'housekeeping'
const DAILY = '17 3 * * *'
const DAY_MS = 24 * 60 * 60 * 1000
/** Rows of one statement: it ends in time however many there are. */
const BATCH = 5_000

async function inBatches(remove: () => Promise<number>): Promise<void> {
  while ((await remove()) === BATCH);
}

/** Removes what can never be used again: refresh tokens that have expired, and sessions that have none left. */
export async function tidy(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY_MS)
  await inBatches(
    () => db.$executeRaw`
      DELETE FROM refresh_tokens WHERE (org_id, id) IN (
        SELECT org_id, id FROM refresh_tokens WHERE expires_at < ${before} LIMIT ${BATCH})`,
  )
  await inBatches(
    () => db.$executeRaw`
      DELETE FROM sessions WHERE (org_id, id) IN (
        SELECT org_id, id FROM sessions s WHERE created_at < ${before} AND NOT EXISTS (
          SELECT FROM refresh_tokens t WHERE t.org_id = s.org_id AND t.session_id = s.id) LIMIT ${BATCH})`,
  )
}

/** Once a day, on one of the replicas. */
export async function scheduleHousekeeping(jobs: PgBoss, db: Db, clock: () => Date): Promise<void> {
  await jobs.createQueue(HOUSEKEEPING)
  await jobs.work(HOUSEKEEPING, () => tidy(db, clock()))
  await jobs.schedule(HOUSEKEEPING, DAILY)
}
