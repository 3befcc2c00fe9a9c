import type { Bench } from '../bench.ts'
import { cpuTimeOf } from '../process-stats.ts'
import { type Load, type Measured, runLoad } from './wrk.ts'

/** One of two that are compared. */
export interface Side extends Omit<Load, 'seconds' | 'from'> {
  /** The processes that serve it. */
  readonly pids: readonly number[]
}

/** A round of one side, with the CPU time of its processes per request, in microseconds. */
export interface Round extends Measured {
  readonly cpu: number
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}

type Pair = readonly [Round, Round]

/** The rounds of two sides that took turns, but for the first of each pair, which does not count. */
export type Turns = readonly Pair[]

export const medianOf = (turns: Turns, side: 0 | 1, value: (round: Round) => number): number =>
  median(turns.map((pair) => value(pair[side])))

/** The median of what the second side makes of the first, pair by pair: what slows the machine slows both. */
export const ratioOf = (turns: Turns, value: (round: Round) => number): number =>
  median(turns.map(([one, other]) => value(other) / value(one)))

const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuTimeOf(pid), 0)

/** One round; the next one goes on where it ended. */
export type Run = () => Promise<Round>

export function runnerOf(side: Side, seconds: number): Run {
  let from = 0
  return async () => {
    const before = cpuOf(side.pids)
    const measured = await runLoad({ ...side, seconds, from })
    from += measured.requests + side.connections
    return { ...measured, cpu: (cpuOf(side.pids) - before) / measured.requests }
  }
}

/** Alternating rounds of two; where there are several pairs of the same two, the pairs take turns as well. */
export async function takeTurns(
  { options: { rounds }, progress }: Bench,
  what: string,
  ...pairs: readonly (readonly [Run, Run])[]
): Promise<Turns> {
  const each = Math.ceil(rounds / pairs.length)
  const turns: Pair[] = []
  for (let round = 0; round <= each; round += 1) {
    progress.say(`${what}, ${round === 0 ? 'warming up' : `round ${round} of ${each}`}`)
    for (const [one, other] of pairs) {
      try {
        const pair: Pair = [await one(), await other()]
        if (round > 0) turns.push(pair)
      } catch (error) {
        throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
      progress.advance(1 / (each + 1) / pairs.length)
    }
  }
  return turns
}

/**
 * Two sides under load in turn.
 * @throws Error when an answer is wrong
 */
export const alternate = (
  bench: Bench,
  what: string,
  seconds: number,
  [one, other]: readonly [Side, Side],
): Promise<Turns> => takeTurns(bench, what, [runnerOf(one, seconds), runnerOf(other, seconds)])
