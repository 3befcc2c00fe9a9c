import type { AbilityFacts } from '../policy/types.ts'

/** In milliseconds; neither has to be right, they only measure how much time has passed. */
export interface Clocks {
  /** Never goes back, but stands still while the machine sleeps. */
  readonly monotonic: () => number
  /** Goes on while the machine sleeps, but may be set. */
  readonly wall: () => number
}

const CLOCKS: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() }

/** How long before a boundary memory stops to answer without a look at the clock of the database. */
export const MARGIN_MS = 1_000
/** How long one look at that clock lasts: should it be set, memory knows this much later. */
export const LOOK_MS = 60_000

/** A moment by both clocks. */
type Reading = Readonly<Record<keyof Clocks, number>>

/** Until when facts with a boundary hold without a statement, counted from the last look at the clock of the database. */
export interface Validity {
  /** To be taken before a statement is sent: its clock is read later, so that what is counted from here ends earlier. */
  reading(): Reading
  /** The facts were true at `now` of the database, as a statement said that was sent after `sent`. */
  looked(facts: AbilityFacts, now: number, sent: Reading): void
  /** Whether the facts hold without asking the database. What has no boundary does until its version changes. */
  holds(facts: AbilityFacts): boolean
}

export function createValidity({ monotonic, wall }: Clocks = CLOCKS): Validity {
  const deadlines = new WeakMap<AbilityFacts, Reading>()
  return {
    reading: () => ({ monotonic: monotonic(), wall: wall() }),
    looked(facts, now, sent) {
      if (facts.boundary === null) return
      const left = Math.min(facts.boundary - now - MARGIN_MS, LOOK_MS)
      deadlines.set(facts, { monotonic: sent.monotonic + left, wall: sent.wall + left })
    },
    holds(facts) {
      if (facts.boundary === null) return true
      const deadline = deadlines.get(facts)
      if (deadline === undefined) return false
      const at = wall()
      // A wall clock that was set back would seem to give time: then the database is asked again.
      return monotonic() < deadline.monotonic && at < deadline.wall && at >= deadline.wall - LOOK_MS
    },
  }
}
