import type { Metric, MetricValueWithName, Registry } from 'prom-client'

type Label = 'method' | 'route' | 'status'

const NAME = 'http_request_duration_seconds'
const BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

interface Series {
  readonly labels: Readonly<Record<Label, string | number>>
  /** How many fell into each bucket alone; those beyond the last bound are in `count`. */
  readonly buckets: number[]
  count: number
  sum: number
}

const valuesOf = ({ labels, buckets, count, sum }: Series): MetricValueWithName<Label>[] => {
  let upTo = 0
  const bounded = BOUNDS.map((le, at) => {
    upTo += buckets[at] ?? 0
    // safe because `le` is the label that Prometheus itself gives to buckets
    return { metricName: `${NAME}_bucket`, labels: { ...labels, le } as Series['labels'], value: upTo }
  })
  return [
    ...bounded,
    { metricName: `${NAME}_bucket`, labels: { ...labels, le: '+Inf' } as Series['labels'], value: count },
    { metricName: `${NAME}_sum`, labels, value: sum },
    { metricName: `${NAME}_count`, labels, value: count },
  ]
}

/**
 * A histogram that counts by itself and lets prom-client write it down. prom-client's own counting checks and hashes the
 * labels each time, which costs more than the rest of the shell's bookkeeping together.
 */
export class RequestDurations {
  readonly name = NAME
  /** Bounded: methods are those that Node's parser knows, routes are patterns. */
  readonly #series = new Map<string, Series>()

  constructor(registry: Registry) {
    // safe because a registry knows a metric by its name and asks it for `get()` alone
    registry.registerMetric(this as unknown as Metric<Label>)
  }

  count(method: string, route: string, status: number, seconds: number): void {
    const key = `${status} ${method} ${route}`
    let series = this.#series.get(key)
    if (series === undefined) {
      series = { labels: { method, route, status }, buckets: BOUNDS.map(() => 0), count: 0, sum: 0 }
      this.#series.set(key, series)
    }
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound)
    if (bucket !== -1) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1
    series.count += 1
    series.sum += seconds
  }

  /** As prom-client asks for it. */
  get() {
    const help = 'Duration of HTTP requests by route pattern'
    const values = [...this.#series.values()].flatMap(valuesOf)
    return { name: NAME, help, type: 'histogram', aggregator: 'sum', values }
  }
}
