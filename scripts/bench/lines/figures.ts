import { medianOf, type Round, ratioOf, type Turns } from '../load/rounds.ts'
import { atLeast, type Result } from '../result.ts'

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

export const whole = (value: number): string => NUMBER.format(value)
export const short = (value: number): string => SMALL.format(value)
export const milliseconds = (microseconds: number): string => `${short(microseconds / 1_000)} ms`

const perSecond = ({ perSecond: value }: Round): number => value
export const halfWithin = ({ p50 }: Round): number => p50
export const mostWithin = ({ p99 }: Round): number => p99

/** Throughput, the slowest hundredth and CPU time of one side. */
function throughput(turns: Turns, side: 0 | 1, unit = '/s'): string {
  const cpu = medianOf(turns, side, (round) => round.cpu)
  const spent = Number.isNaN(cpu) ? '' : `, ${whole(cpu)} µs CPU`
  const p99 = milliseconds(medianOf(turns, side, mostWithin))
  return `${whole(medianOf(turns, side, perSecond))}${unit}, p99 ${p99}${spent}`
}

export const time = (turns: Turns, side: 0 | 1): string => milliseconds(medianOf(turns, side, halfWithin))

/** Answers per second of the second side, as a part of the first. */
export const throughputOf = (what: string, turns: Turns, least: number): Result => ({
  what,
  reference: throughput(turns, 0),
  ours: throughput(turns, 1),
  ratio: ratioOf(turns, perSecond),
  target: atLeast(least),
})
