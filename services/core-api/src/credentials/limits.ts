import { DomainError, type ErrorCode } from '@latchkey/shared/errors'
import { type Count, digestOf, WINDOW_SECONDS } from './counters.ts'

/** Failures within 15 minutes, of each kind of attempt. */
export interface ThrottleLimits {
  /** On one account from one address. */
  readonly account: number
  /** From one address. */
  readonly address: number
  /** On one account from everywhere. */
  readonly everywhere: number
}

export interface Attempt {
  readonly kind:
    | 'sign-in'
    | 'refresh'
    | 'invite'
    | 'change-password'
    | 'platform-key'
    | 'reset-request'
    | 'reset'
    | 'email-change'
    | 'email-confirm'
  /** Whom the attempt is about, when that is known. */
  readonly account: string | undefined
  readonly address: string
  /** The code by which an attempt has failed, any other error does not count; `every` where success tells nothing. */
  readonly failure: ErrorCode | 'every'
}

export interface Limit {
  readonly name: 'account-address' | 'address' | 'account'
  readonly key: string
  readonly quota: number
}

/** What is left of a limit. */
export interface Standing {
  readonly name: Limit['name']
  readonly quota: number
  readonly windowSeconds: number
  readonly remaining: number
  /** Until all of it is there again; undefined while nothing is counted. */
  readonly resetSeconds: number | undefined
}

/** The limits that an attempt counts towards. */
export function limitsOf({ kind, account, address }: Attempt, allowed: ThrottleLimits): Limit[] {
  const limit = (name: Limit['name'], quota: number, ...whom: string[]): Limit => {
    return { name, quota, key: `${kind}:${name}:${digestOf(...whom)}` }
  }
  const ofAddress = limit('address', allowed.address, address)
  if (account === undefined) return [ofAddress]
  return [
    limit('account-address', allowed.account, account, address),
    ofAddress,
    limit('account', allowed.everywhere, account),
  ]
}

/** What the client is told: of an account's failures everywhere, which are those of others too, only that no more will do. */
export const standingsOf = (limits: readonly Limit[], counts: readonly Count[]): Standing[] =>
  limits
    .map(({ name, key, quota }) => {
      const count = counts.find((one) => one.key === key)
      const remaining = Math.max(0, quota - (count?.points ?? 0))
      return { name, quota, windowSeconds: WINDOW_SECONDS, remaining, resetSeconds: count?.seconds }
    })
    .filter(({ name, remaining }) => name !== 'account' || remaining === 0)

/** @throws DomainError `too_many_attempts` with the seconds to wait, where so many failures leave no room for one more */
export function assertRoom(limits: readonly Limit[], counts: readonly Count[]): void {
  const full = counts.filter(({ key, points }) => limits.some((limit) => limit.key === key && points >= limit.quota))
  if (full.length === 0) return
  const retryAfterSeconds = Math.max(1, ...full.map(({ seconds }) => seconds))
  throw new DomainError('too_many_attempts', { retryAfterSeconds })
}
