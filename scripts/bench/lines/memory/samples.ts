import { residentMemoryOf } from '../../process-stats.ts'
import { whole } from '../figures.ts'

const INTERVAL_MS = 500
/** How many of the samples are told. */
const TOLD = 15

interface Samples {
  stop(): void
  first(name: string): number
  last(name: string): number
  most(name: string): number
  /** One sentence: how it went over time. */
  describe(name: string): string
}

/** Looks at the memory of processes twice a second; in MiB. */
export function sampleMemory(pids: Readonly<Record<string, number>>): Samples {
  const started = performance.now()
  const taken: { seconds: number; memory: Readonly<Record<string, number>> }[] = []
  const take = () => {
    const memory = Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, residentMemoryOf(pid)]))
    taken.push({ seconds: (performance.now() - started) / 1_000, memory })
  }
  take()
  const timer = setInterval(take, INTERVAL_MS)
  const all = (name: string): number[] => taken.map(({ memory }) => memory[name] ?? Number.NaN)
  const describe = (name: string): string => {
    const step = Math.max(1, Math.ceil(taken.length / TOLD))
    const told = taken.filter((_, index) => index % step === 0)
    const values = told.map(({ seconds, memory }) => `${whole(memory[name] ?? Number.NaN)} (${whole(seconds)} s)`)
    return `Memory of ${name} over time, in MiB: ${values.join(', ')}.`
  }
  return {
    stop: () => clearInterval(timer),
    first: (name) => all(name).at(0) ?? Number.NaN,
    last: (name) => all(name).at(-1) ?? Number.NaN,
    most: (name) => Math.max(...all(name)),
    describe,
  }
}
