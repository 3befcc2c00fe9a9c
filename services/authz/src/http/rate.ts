const SECOND_MS = 1_000

/** Counts one request: how many milliseconds it comes too early, or 0 when it may pass. */
export type Rate = () => number

/**
 * So many requests a second, at most those of one second at once. The generic cell rate algorithm: a bucket of tokens
 * whose whole state is the instant at which it is full again.
 * @param now a clock that never goes back, in milliseconds
 */
export function createRate(perSecond: number, now: () => number): Rate {
  const interval = SECOND_MS / perSecond
  const slack = (Math.max(1, Math.floor(perSecond)) - 1) * interval
  let fullAt = Number.NEGATIVE_INFINITY
  return () => {
    const at = now()
    const wait = fullAt - slack - at
    if (wait > 0) return wait
    fullAt = Math.max(fullAt, at) + interval
    return 0
  }
}
