import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { REFUSAL_REASONS, type RefusalReason } from './refusal.ts'

/** The metrics of one service, as Prometheus reads them. */
export interface Metrics {
  observeRequest(method: string, route: string, status: number, seconds: number): void
  countRefusal(reason: RefusalReason): void
  render(): Promise<Response>
}

export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route pattern',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  const refused = new Counter({
    name: 'latchkey_refused_connections_total',
    help: 'Connections and requests that the server refused before the app saw them',
    labelNames: ['reason'] as const,
    registers: [registry],
  })
  for (const reason of REFUSAL_REASONS) refused.inc({ reason }, 0)
  // Bounded: methods are those that Node's parser knows, routes are patterns.
  const series = new Map<string, Histogram.Internal<'method' | 'route' | 'status'>>()
  const seriesOf = (method: string, route: string, status: number) => {
    const name = `${status} ${method} ${route}`
    const known = series.get(name) ?? requests.labels({ method, route, status: String(status) })
    series.set(name, known)
    return known
  }
  return {
    observeRequest: (method, route, status, seconds) => seriesOf(method, route, status).observe(seconds),
    countRefusal: (reason) => refused.inc({ reason }),
    render: async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
  }
}
