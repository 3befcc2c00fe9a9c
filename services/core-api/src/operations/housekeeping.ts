import type { Db } from '@latchkey/shared/db/client'
import type { PgBoss } from 'pg-boss'
import { forgetExpiredCounts } from '../credentials/counters.ts'

const HOUSEKEEPING = 'housekeeping'
const HOURLY = '17 * * * *'
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Removes what can never be used again: links and refresh tokens that have expired, sessions that
 * have none left, and counters whose window is over.
 */
export async function tidy(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DAY_MS)
  await db.oneTimeLink.deleteMany({ where: { expiresAt: { lt: before } } })
  await db.refreshToken.deleteMany({ where: { expiresAt: { lt: before } } })
  await forgetExpiredCounts(db)
  await db.session.deleteMany({ where: { createdAt: { lt: before }, refreshTokens: { none: {} } } })
}

/** Once an hour, on one of the replicas. */
export async function scheduleHousekeeping(jobs: PgBoss, db: Db, clock: () => Date): Promise<void> {
  await jobs.createQueue(HOUSEKEEPING)
  await jobs.work(HOUSEKEEPING, () => tidy(db, clock()))
  await jobs.schedule(HOUSEKEEPING, HOURLY)
}
