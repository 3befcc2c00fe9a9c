export interface MovedClock {
  /** The instant at which the clock stands between calls of `later`. */
  readonly begin: number
  readonly clock: () => Date
  /** Runs the work with the clock moved by so many milliseconds (back if negative), then restores it. */
  later<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result>
}

/** A clock of core-api that stands still until a test moves it; the database keeps its own. */
export function movedClock(): MovedClock {
  const begin = Date.now()
  let now = begin
  return {
    begin,
    clock: () => new Date(now),
    async later(milliseconds, work) {
      now = begin + milliseconds
      try {
        return await work()
      } finally {
        now = begin
      }
    },
  }
}
