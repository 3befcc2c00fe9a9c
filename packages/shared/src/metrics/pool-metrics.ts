import type { PoolWatch } from '../pool-watch.ts'
import type { Metrics } from './metrics.ts'

/** Lets the metrics of a service tell of its pool. */
export function measurePool(metrics: Metrics, pool: PoolWatch): void {
  metrics.read('latchkey_db_pool_in_use', () => [{ labels: {}, value: pool.inUse() }])
  metrics.read('latchkey_db_pool_waiting', () => [{ labels: {}, value: pool.waiting() }])
  metrics.read('latchkey_db_statements_total', () => [{ labels: {}, value: pool.statements() }])
}
