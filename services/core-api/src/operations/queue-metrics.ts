import type { Metrics } from '@latchkey/shared/metrics/metrics'
import type { PgBoss } from 'pg-boss'
import { QUEUE_NAMES } from '../mail/queue.ts'

/** Lets the metrics tell of the queue: as the library counts, at most once a minute however many ask. */
export function measureQueue(metrics: Metrics, jobs: PgBoss): void {
  const readingsOf = async (queue: string) => {
    const [stats] = await jobs.getQueueStats(queue, { force: true })
    if (stats === undefined) return []
    const { deferredCount, readyCount, activeCount, failedCount } = stats
    return [
      { labels: { queue, state: 'deferred' }, value: deferredCount },
      { labels: { queue, state: 'ready' }, value: readyCount },
      { labels: { queue, state: 'active' }, value: activeCount },
      { labels: { queue, state: 'failed' }, value: failedCount },
    ]
  }
  metrics.read('latchkey_queue_jobs', async () => (await Promise.all(QUEUE_NAMES.map(readingsOf))).flat())
}
