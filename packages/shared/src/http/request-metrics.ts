import type { Metrics } from '../metrics/metrics.ts'
import type { RequestScope } from './scope.ts'

type Observe = (scope: RequestScope, method: string, route: string, status: number, seconds: number) => void

type Series = ReturnType<Metrics['histogram']>

/** Counts requests. Their series are bounded: methods are those that Node's parser knows, routes are patterns. */
export function createRequestMetrics(metrics: Metrics): Observe {
  const known = new Map<string, Map<string, Series>>()
  const seriesOf = (method: string, route: string, status: number): Series => {
    let ofRoute = known.get(route)
    if (ofRoute === undefined) {
      ofRoute = new Map()
      known.set(route, ofRoute)
    }
    const key = `${status} ${method}`
    const found = ofRoute.get(key)
    if (found !== undefined) return found
    const series = metrics.histogram('http_request_duration_seconds', { method, route, status: String(status) })
    ofRoute.set(key, series)
    return series
  }
  return ({ refusal }, method, route, status, seconds) => {
    seriesOf(method, route, status).observe(seconds)
    if (refusal) metrics.counter('latchkey_refused_connections_total', { reason: refusal.reason }).value += 1
  }
}
