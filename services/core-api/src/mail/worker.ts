import type { Logger } from '@latchkey/shared/logger'
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import type { Jobs, QueueName } from './queue.ts'

/** Jobs at a time: while a batch is full the next is fetched at once, so that a queue is worked off without a pause. */
const WORK = {
  batchSize: 10,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 1,
  includeMetadata: true,
  perJobResults: true,
} as const

/** What is done with the jobs of each queue; what it throws lets the job be tried again. */
export type Handlers = { readonly [Name in QueueName]: (job: Jobs[Name], isLastTry: boolean) => Promise<void> }

async function work<Name extends QueueName>(jobs: PgBoss, queue: Name, handle: Handlers[Name], logger: Logger) {
  const run = async ({ id, data, retryCount, retryLimit }: JobWithMetadata<Jobs[Name]>): Promise<JobResult> => {
    const job = { queue, id }
    try {
      await handle(data, retryCount >= retryLimit)
      logger.info(job, 'job done')
      return { id, status: 'completed' }
    } catch (err) {
      logger.warn({ err, ...job, retryCount }, 'job failed')
      return { id, status: 'failed', output: { message: String(err) } }
    }
  }
  await jobs.work<Jobs[Name], JobResult[], typeof WORK>(queue, WORK, (batch) => Promise.all(batch.map(run)))
}

/** Works on every queue; each replica may. Each job succeeds or is tried again by itself. */
export async function startWorkers(jobs: PgBoss, handlers: Handlers, logger: Logger): Promise<void> {
  await work(jobs, 'invite-mails', handlers['invite-mails'], logger)
  await work(jobs, 'link-mails', handlers['link-mails'], logger)
  await work(jobs, 'notice-mails', handlers['notice-mails'], logger)
  await work(jobs, 'reset-requests', handlers['reset-requests'], logger)
}
