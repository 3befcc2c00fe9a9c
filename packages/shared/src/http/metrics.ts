import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { REFUSAL_REASONS, type RefusalReason } from './refusal.ts'
import { RequestDurations } from './request-durations.ts'

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
  const requests = new RequestDurations(registry)
  const refused = new Counter({
    name: 'latchkey_refused_connections_total',
    help: 'Connections and requests that the server refused before the app saw them',
    labelNames: ['reason'] as const,
    registers: [registry],
  })
  for (const reason of REFUSAL_REASONS) refused.inc({ reason }, 0)
  return {
    observeRequest: (method, route, status, seconds) => requests.count(method, route, status, seconds),
    countRefusal: (reason) => refused.inc({ reason }),
    render: async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
  }
}
