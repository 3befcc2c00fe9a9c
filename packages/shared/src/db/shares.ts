import { DatabaseUnavailable } from './errors.ts'

/** Runs what opens a transaction when there is room for one more. */
export type Share = <Result>(work: () => Promise<Result>) => Promise<Result>

interface Line {
  open: number
  /** Those who wait for a place, the first first. */
  readonly waiting: Set<() => void>
}

/**
 * At most `size` at a time for each org: while all of them wait for a lock in their own org, the rest of the pool is
 * there for the others.
 * @param patience how long one waits for a place, in milliseconds; then DatabaseUnavailable
 */
export function createShares(size: number, patience: number): (orgId: string) => Share {
  const lines = new Map<string, Line>()

  const enter = async (line: Line): Promise<void> => {
    if (line.open < size) {
      line.open += 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => {
      line.waiting.delete(resolve)
      reject(new DatabaseUnavailable(new Error(`${size} transactions of the org are open`)))
    }
    const timer = setTimeout(giveUp, patience)
    line.waiting.add(resolve)
    await promise.finally(() => clearTimeout(timer))
  }

  const leave = (orgId: string, line: Line): void => {
    const [next] = line.waiting
    if (next === undefined) line.open -= 1
    // The place is handed on.
    else if (line.waiting.delete(next)) next()
    if (line.open === 0) lines.delete(orgId)
  }

  return (orgId) => async (work) => {
    const line = lines.get(orgId) ?? { open: 0, waiting: new Set() }
    lines.set(orgId, line)
    await enter(line)
    try {
      return await work()
    } finally {
      leave(orgId, line)
    }
  }
}
