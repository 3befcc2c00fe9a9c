import { DomainError } from '@latchkey/shared/errors'
import pLimit, { type LimitFunction } from 'p-limit'

export interface LaneBounds {
  /** How much under one key runs at the same time. */
  readonly atOnce: number
  /** How much under one key may wait; more is refused at once. Without it, any number. */
  readonly waiting?: number
}

/** Does work in the order in which it came, under a key of its own. */
export type InLane = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/** Seconds until somebody who sent too much at once may send again: what waits is worked off in about that time. */
const RETRY_SECONDS = 1

/** One lane per key, which exists while something runs or waits in it. */
export function createLanes({ atOnce, waiting = Number.POSITIVE_INFINITY }: LaneBounds): InLane {
  const lanes = new Map<string, { readonly run: LimitFunction; held: number }>()
  return async (key, work) => {
    const lane = lanes.get(key) ?? { run: pLimit(atOnce), held: 0 }
    if (lane.held >= atOnce + waiting) throw new DomainError('too_many_attempts', { retryAfterSeconds: RETRY_SECONDS })
    lanes.set(key, lane)
    lane.held += 1
    try {
      return await lane.run(work)
    } finally {
      lane.held -= 1
      if (lane.held === 0) lanes.delete(key)
    }
  }
}
