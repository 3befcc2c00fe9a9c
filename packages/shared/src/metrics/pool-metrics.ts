import type { PoolWatch } from '../pool-watch.ts'
import type { Metrics } from './metrics.ts'

/** Lets the metrics of a service tell of its pools together. */
export function measurePools(metrics: Metrics, pools: readonly PoolWatch[]): void {
  const sum = (of: (pool: PoolWatch) => number) => [
    { labels: {}, value: pools.reduce((total, pool) => total + of(pool), 0) },
  ]
  metrics.read('latchkey_db_pool_in_use', () => sum((pool) => pool.inUse()))
  metrics.read('latchkey_db_pool_waiting', () => sum((pool) => pool.waiting()))
  metrics.read('latchkey_db_statements_total', () => sum((pool) => pool.statements()))
}
