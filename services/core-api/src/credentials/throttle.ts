import { createHash } from 'node:crypto'
import type { Db } from '@latchkey/shared/db/client'
import { DomainError, type ErrorCode } from '@latchkey/shared/errors'
import pLimit, { type LimitFunction } from 'p-limit'
import { RateLimiterPrisma } from 'rate-limiter-flexible'

const WINDOW_SECONDS = 15 * 60
/** Attempts looked at together: more would all be begun before the first failure counts. */
const CONCURRENCY = 4

export interface ThrottleLimits {
  /** Failures within 15 minutes. */
  readonly account: number
  readonly address: number
}

interface Attempt {
  readonly kind: 'sign-in' | 'refresh' | 'invite' | 'reset-request' | 'reset' | 'email-change' | 'email-confirm'
  /** Whom the attempt is about, when that is known. */
  readonly account: string | undefined
  readonly address: string
  /** The code by which an attempt has failed, any other error does not count; `every` where success tells nothing. */
  readonly failure: ErrorCode | 'every'
}

/** Counts failed attempts per account and address, in PostgreSQL, so that every replica sees them. */
export interface Throttle {
  /** @throws DomainError `too_many_attempts` with the seconds to wait, or whatever `work` throws */
  attempt<Result>(attempt: Attempt, work: () => Promise<Result>): Promise<Result>
}

/** The window is fixed: attempts while it is full do not make it longer, so nobody is locked out for good. */
const createLimiter = (db: Db, points: number) =>
  new RateLimiterPrisma({ storeClient: db, tableName: 'rateLimit', keyPrefix: '', points, duration: WINDOW_SECONDS })

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

export function createThrottle(db: Db, limits: ThrottleLimits): Throttle {
  const limiters = { account: createLimiter(db, limits.account), address: createLimiter(db, limits.address) }
  const slots = pLimit(CONCURRENCY)
  const lanes = new Map<string, { readonly run: LimitFunction; waiting: number }>()

  /** Attempts on one account come one after the other, so that none slips past the limit together with another. */
  const inLane = async <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const lane = lanes.get(key) ?? { run: pLimit(1), waiting: 0 }
    lanes.set(key, lane)
    lane.waiting += 1
    try {
      return await lane.run(work)
    } finally {
      lane.waiting -= 1
      if (lane.waiting === 0) lanes.delete(key)
    }
  }

  type Keys = readonly (readonly ['account' | 'address', string])[]

  const count = async (keys: Keys) => {
    for (const [limiter, key] of keys) await limiters[limiter].penalty(key, 1)
  }

  const assertOpen = async (keys: Keys) => {
    for (const [kind, key] of keys) {
      const counted = await limiters[kind].get(key)
      if (counted === null || counted.consumedPoints < limits[kind]) continue
      throw new DomainError('too_many_attempts', { retryAfterSeconds: Math.ceil(counted.msBeforeNext / 1000) || 1 })
    }
  }

  return {
    attempt: ({ kind, account, address, failure }, work) => {
      const keys = [
        ...(account === undefined ? [] : [['account', `${kind}:account:${digest(account)}`] as const]),
        ['address', `${kind}:address:${digest(address)}`] as const,
      ]
      const guarded = async () => {
        await assertOpen(keys)
        if (failure === 'every') await count(keys)
        try {
          return await work()
        } catch (error) {
          if (error instanceof DomainError && error.code === failure) await count(keys)
          throw error
        }
      }
      const inSlot = () => slots(guarded)
      return account === undefined ? inSlot() : inLane(`${kind}:${account}`, inSlot)
    },
  }
}
