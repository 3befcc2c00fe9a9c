import type { Logger } from '@latchkey/shared/logger'
import type { PgBoss } from 'pg-boss'
import { type Delivery, deliverInvite } from './deliver.ts'
import { INVITE_MAILS, type InviteJob } from './queue.ts'

/** Delivers queued mails, one at a time; every replica may run one. */
export async function startMailWorker(jobs: PgBoss, delivery: Delivery, logger: Logger): Promise<void> {
  const options = { pollingIntervalSeconds: 1, includeMetadata: true } as const
  await jobs.work<InviteJob, void, typeof options>(INVITE_MAILS, options, async ([job]) => {
    if (job === undefined) return
    const { inviteId, generation } = job.data
    try {
      await deliverInvite(delivery, job.data, job.retryCount >= job.retryLimit)
      logger.info({ inviteId, generation }, 'invite mail done')
    } catch (err) {
      logger.warn({ err, inviteId, generation, retryCount: job.retryCount }, 'invite mail failed')
      throw err
    }
  })
}
