import { collectDefaultMetrics, type Metric, Registry } from 'prom-client'
import {
  type CounterDefinition,
  type Definition,
  type LabelsOf,
  METRICS,
  type MetricName,
  type Named,
  type Service,
} from './catalogue.ts'
import { type Count, CounterSeries, HistogramSeries, type Labels, type Reading, SeriesByLabels } from './series.ts'

export type { Count } from './series.ts'

interface Value<Name extends MetricName> {
  readonly labels: LabelsOf<Name>
  readonly value: number
}
type Values<Name extends MetricName> = readonly Value<Name>[]

/** The metrics of one service: those of its process, and those that the catalogue has for it. */
export interface Metrics {
  /** A series of a counter; whoever counts often keeps it. */
  counter<Name extends Named<'counter'>>(name: Name, labels: LabelsOf<Name>): Count
  /** A series of a histogram, likewise. */
  histogram<Name extends Named<'histogram'>>(name: Name, labels: LabelsOf<Name>): Pick<HistogramSeries, 'observe'>
  /** What is counted elsewhere is read when somebody asks, and has no value while that fails. */
  read<Name extends Named<'gauge' | 'counter'>>(name: Name, read: () => Values<Name> | Promise<Values<Name>>): void
  render(): Promise<Response>
}

/** prom-client's names that end as those of counters do and are none; `nodejs_active_*` tell the same. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** The series that a counter has before anything is counted. */
const beginningOf = ({ labels: [label], values }: CounterDefinition): Labels[] => {
  if (label === undefined) return [{}]
  return values?.map((value) => ({ [label]: value })) ?? []
}

const countersOf = (definition: CounterDefinition): SeriesByLabels<CounterSeries> => {
  const series = new SeriesByLabels((labels) => new CounterSeries(labels))
  for (const labels of beginningOf(definition)) series.of(labels)
  return series
}

/** The metrics that the catalogue has for a service. */
const catalogued = (service: Service): [MetricName, Definition][] =>
  // safe because the catalogue has these names
  (Object.entries(METRICS) as [MetricName, Definition][]).filter(([, { services }]) => services.includes(service))

export function createMetrics(service: Service): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)

  const counters = new Map<string, SeriesByLabels<CounterSeries>>()
  const histograms = new Map<string, SeriesByLabels<HistogramSeries>>()
  const reads = new Map<string, () => readonly Reading[] | Promise<readonly Reading[]>>()
  for (const [name, definition] of catalogued(service)) {
    if (definition.type === 'counter') counters.set(name, countersOf(definition))
    if (definition.type === 'histogram') {
      const make = (labels: Labels) => new HistogramSeries(name, definition.bounds, labels)
      histograms.set(name, new SeriesByLabels(make))
    }
    const valuesOf = async (): Promise<readonly Reading[]> => {
      const read = reads.get(name) ?? counters.get(name)?.readings ?? histograms.get(name)?.readings
      return (await read?.()) ?? []
    }
    const { type, help } = definition
    const get = async () => ({ name, help, type, aggregator: 'sum', values: await valuesOf().catch(() => []) })
    // safe because a registry knows a metric by its name and asks it for `get()` alone
    registry.registerMetric({ name, get } as unknown as Metric)
  }

  const known = <Series>(all: ReadonlyMap<string, Series>, name: string): Series => {
    const series = all.get(name)
    if (series === undefined) throw new Error(`${service} has no ${name}`)
    return series
  }
  return {
    counter: (name, labels) => known(counters, name).of(labels),
    histogram: (name, labels) => known(histograms, name).of(labels),
    read: (name, read) => {
      reads.set(name, read)
    },
    render: async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
  }
}
