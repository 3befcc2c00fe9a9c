import type { Db } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import { countOneMore, readCounts } from './counters.ts'
import { isKnownAddress } from './known-address.ts'
import { createLanes } from './lanes.ts'
import {
  type Attempt,
  assertRoom,
  type Limit,
  limitsOf,
  type Standing,
  standingsOf,
  type ThrottleLimits,
} from './limits.ts'

/** Attempts from one address that are looked at together: more would all be begun before the first failure counts. */
const AT_ONCE_PER_ADDRESS = 4
/** How much of one account may wait at one address. */
const MAX_WAITING = 50
/** The kinds whose account is an email, for which addresses are known. */
const BY_EMAIL: ReadonlySet<Attempt['kind']> = new Set(['sign-in', 'reset-request'])

type Tell = (standings: readonly Standing[]) => void

/**
 * Counts failed attempts in PostgreSQL, so that every replica sees them. One process begins no attempt that the limits
 * of the account leave no room for, and tells of no failure beyond any limit, however many come at once.
 */
export interface Throttle {
  /**
   * @param tell gets the limits that hold, whenever they are known anew
   * @throws DomainError `too_many_attempts` with the seconds to wait, or whatever `work` throws
   */
  attempt<Result>(attempt: Attempt, work: () => Promise<Result>, tell?: Tell): Promise<Result>
}

export function createThrottle(db: Db, allowed: ThrottleLimits): Throttle {
  const ofPair = createLanes({ atOnce: 1, waiting: MAX_WAITING })
  const ofAddress = createLanes({ atOnce: AT_ONCE_PER_ADDRESS })
  const ofAccount = createLanes({ atOnce: 1 })

  /** Counts a failure. One that others have left no room for meanwhile is answered like one that was held back. */
  const count = async (limits: readonly Limit[], holding: readonly Limit[], tell: Tell) => {
    const counts = await countOneMore(
      db,
      limits.map(({ key }) => key),
    )
    tell(standingsOf(holding, counts))
    assertRoom(
      holding,
      counts.map((one) => ({ ...one, points: one.points - 1 })),
    )
  }

  const guarded = async <Result>(attempt: Attempt, isSpared: boolean, work: () => Promise<Result>, tell: Tell) => {
    const limits = limitsOf(attempt, allowed)
    const holding = isSpared ? limits.filter(({ name }) => name !== 'account') : limits
    const counts = await readCounts(
      db,
      holding.map(({ key }) => key),
    )
    tell(standingsOf(holding, counts))
    assertRoom(holding, counts)
    if (attempt.failure === 'every') await count(limits, holding, tell)
    try {
      return await work()
    } catch (error) {
      if (error instanceof DomainError && error.code === attempt.failure) await count(limits, holding, tell)
      throw error
    }
  }

  return {
    attempt: (attempt, work, tell = () => {}) => {
      const { kind, account, address } = attempt
      const inAddressLane = <Result>(begin: () => Promise<Result>) => ofAddress(`${kind}:${address}`, begin)
      if (account === undefined) return inAddressLane(() => guarded(attempt, false, work, tell))
      return ofPair(JSON.stringify([kind, account, address]), async () => {
        // Failures elsewhere do not hold back an address that the account knows, nor do those who wait elsewhere.
        const isSpared = BY_EMAIL.has(kind) && (await isKnownAddress(db, account, address))
        const begin = () => guarded(attempt, isSpared, work, tell)
        return inAddressLane(() => (isSpared ? begin() : ofAccount(`${kind}:${account}`, begin)))
      })
    },
  }
}
