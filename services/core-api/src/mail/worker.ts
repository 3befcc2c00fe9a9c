import type { Logger } from '@latchkey/shared/logger'
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import { type Delivery, deliverInvite } from './deliver.ts'
import { INVITE_MAILS, type InviteJob } from './queue.ts'

/** Mails at a time: while a batch is full the next is fetched at once, so that a queue is worked off without a pause. */
const WORK = {
  batchSize: 10,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 1,
  includeMetadata: true,
  perJobResults: true,
} as const

/** Delivers queued mails; every replica may run one. Each mail succeeds or is tried again by itself. */
export async function startMailWorker(jobs: PgBoss, delivery: Delivery, logger: Logger): Promise<void> {
  const deliver = async ({ id, data, retryCount, retryLimit }: JobWithMetadata<InviteJob>): Promise<JobResult> => {
    const { inviteId, generation } = data
    try {
      await deliverInvite(delivery, data, retryCount >= retryLimit)
      logger.info({ inviteId, generation }, 'invite mail done')
      return { id, status: 'completed' }
    } catch (err) {
      logger.warn({ err, inviteId, generation, retryCount }, 'invite mail failed')
      return { id, status: 'failed', output: { message: String(err) } }
    }
  }
  await jobs.work<InviteJob, JobResult[], typeof WORK>(INVITE_MAILS, WORK, (batch) => Promise.all(batch.map(deliver)))
}
