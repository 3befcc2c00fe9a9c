import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** The metrics of one service, as Prometheus reads them. */
export interface Metrics {
  observeRequest(method: string, route: string, status: number, seconds: number): void
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
  return {
    observeRequest: (method, route, status, seconds) =>
      requests.labels({ method, route, status: String(status) }).observe(seconds),
    render: async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
  }
}
