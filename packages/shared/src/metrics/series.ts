export type Labels = Readonly<Record<string, string>>

/** A value as prom-client writes it down; `metricName` where that is not the name of the metric. */
export interface Reading {
  readonly labels: Labels
  readonly value: number
  readonly metricName?: string
}

/** A number that whoever counts keeps and raises: prom-client's own counting checks and hashes the labels each time. */
export interface Count {
  value: number
}

/** The series of a counter with some labels. */
export class CounterSeries implements Count, Reading {
  readonly labels: Labels
  value = 0

  constructor(labels: Labels) {
    this.labels = labels
  }

  readings = (): readonly Reading[] => [this]
}

/** The series of a histogram with some labels. */
export class HistogramSeries {
  readonly #name: string
  readonly #labels: Labels
  readonly #bounds: readonly number[]
  /** How many fell into each bucket alone; those beyond the last bound are in the count. */
  readonly #buckets: number[]
  #count = 0
  #sum = 0

  constructor(name: string, bounds: readonly number[], labels: Labels) {
    this.#name = name
    this.#labels = labels
    this.#bounds = bounds
    this.#buckets = bounds.map(() => 0)
  }

  observe(seconds: number): void {
    const bucket = this.#bounds.findIndex((bound) => seconds <= bound)
    if (bucket !== -1) this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
    this.#count += 1
    this.#sum += seconds
  }

  /** Cumulative, as the format has it. */
  readings(): readonly Reading[] {
    const [name, labels] = [this.#name, this.#labels]
    let upTo = 0
    const bounded = this.#bounds.map((le, at) => {
      upTo += this.#buckets[at] ?? 0
      return { metricName: `${name}_bucket`, labels: { ...labels, le: String(le) }, value: upTo }
    })
    return [
      ...bounded,
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: this.#count },
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: this.#count },
    ]
  }
}

/** Series by their labels, each made once. */
export class SeriesByLabels<Series extends { readings(): readonly Reading[] }> {
  readonly #known = new Map<string, Series>()
  readonly #make: (labels: Labels) => Series

  constructor(make: (labels: Labels) => Series) {
    this.#make = make
  }

  of(labels: Labels): Series {
    // No value of a label has a line break.
    const key = Object.values(labels).join('\n')
    const series = this.#known.get(key) ?? this.#make(labels)
    this.#known.set(key, series)
    return series
  }

  readings = (): readonly Reading[] => [...this.#known.values()].flatMap((series) => series.readings())
}
