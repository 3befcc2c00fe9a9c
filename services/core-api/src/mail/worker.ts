import { loggedError } from '@latchkey/shared/logged-error'
import type { Logger } from '@latchkey/shared/logger'
import type { Metrics } from '@latchkey/shared/metrics/metrics'
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

interface Tell {
  readonly logger: Logger
  readonly metrics: Metrics
}

async function work<Name extends QueueName>(jobs: PgBoss, queue: Name, handle: Handlers[Name], tell: Tell) {
  const { logger, metrics } = tell
  const failures = metrics.counter('latchkey_job_failures_total', { queue })
  const run = async ({ id, data, retryCount, retryLimit }: JobWithMetadata<Jobs[Name]>): Promise<JobResult> => {
    const job = { queue, id }
    try {
      await handle(data, retryCount >= retryLimit)
      logger.info(job, 'job done')
      return { id, status: 'completed' }
    } catch (err) {
      failures.value += 1
      logger.warn({ err, ...job, retryCount }, 'job failed')
      return { id, status: 'failed', output: { message: loggedError(err).message } }
    }
  }
  await jobs.work<Jobs[Name], JobResult[], typeof WORK>(queue, WORK, (batch) => Promise.all(batch.map(run)))
}

/** Works on every queue; each replica may. Each job succeeds or is tried again by itself. */
export async function startWorkers(jobs: PgBoss, handlers: Handlers, tell: Tell): Promise<void> {
  await work(jobs, 'invite-mails', handlers['invite-mails'], tell)
  await work(jobs, 'link-mails', handlers['link-mails'], tell)
  await work(jobs, 'notice-mails', handlers['notice-mails'], tell)
  await work(jobs, 'reset-requests', handlers['reset-requests'], tell)
}
