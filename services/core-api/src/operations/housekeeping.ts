import type { Db } from '@latchkey/shared/db/client'
import type { PgBoss } from 'pg-boss'

const HOUSEKEEPING = 'housekeeping'
const DAILY = '17 3 * * *'
const DAY_MS = 24 * 60 * 60 * 1000

/** Removes what can never be used again: links and refresh tokens that have expired, sessions that have none left. */
export async function tidy(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY_MS)
  await db.oneTimeLink.deleteMany({ where: { expiresAt: { lt: before } } })
  await db.refreshToken.deleteMany({ where: { expiresAt: { lt: before } } })
  await db.session.deleteMany({ where: { createdAt: { lt: before }, refreshTokens: { none: {} } } })
}

/** Once a day, on one of the replicas. */
export async function scheduleHousekeeping(jobs: PgBoss, db: Db, clock: () => Date): Promise<void> {
  await jobs.createQueue(HOUSEKEEPING)
  await jobs.work(HOUSEKEEPING, () => tidy(db, clock()))
  await jobs.schedule(HOUSEKEEPING, DAILY)
}
