import { DomainError } from '@latchkey/shared/errors'
import pLimit from 'p-limit'
import { createLanes, type InLane } from './lanes.ts'

export interface QueueBounds {
  /** How much runs at the same time. */
  readonly atOnce: number
  /** How much of one account may wait; more is 429. */
  readonly perAccount: number
  /** How much may wait or run in all; more is 503. */
  readonly inAll: number
}

/**
 * One queue for the work of all accounts, in which an account has one place at a time: whoever brings much waits for
 * the own, and keeps others waiting for one piece of it.
 */
export function createFairQueue({ atOnce, perAccount, inAll }: QueueBounds): InLane {
  const inTurn = createLanes({ atOnce: 1, waiting: perAccount })
  const run = pLimit(atOnce)
  let held = 0
  return async (account, work) => {
    if (held >= inAll) throw new DomainError('unavailable')
    held += 1
    try {
      return await inTurn(account, () => run(work))
    } finally {
      held -= 1
    }
  }
}
