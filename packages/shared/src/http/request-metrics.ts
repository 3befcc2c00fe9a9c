import type { Metrics } from '../metrics/metrics.ts'
import type { RequestScope } from './scope.ts'

type Observe = (scope: RequestScope, method: string, route: string, status: number, seconds: number) => void

/** Counts requests. Their series are bounded: methods are those that Node's parser knows, routes are patterns. */
export function createRequestMetrics(metrics: Metrics): Observe {
  const known = new Map<string, ReturnType<Metrics['histogram']>>()
  return ({ refusal }, method, route, status, seconds) => {
    const key = `${status} ${method} ${route}`
    let series = known.get(key)
    if (series === undefined) {
      series = metrics.histogram('http_request_duration_seconds', { method, route, status: String(status) })
      known.set(key, series)
    }
    series.observe(seconds)
    if (refusal) metrics.counter('latchkey_refused_connections_total', { reason: refusal.reason }).value += 1
  }
}
