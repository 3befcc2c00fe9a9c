import { DomainError } from '@latchkey/shared/errors'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context, Handler, MiddlewareHandler } from 'hono'
import type { DecisionPoint } from '../decision-point.ts'

/** The kinds of questions; docs/authz.md says which route is of which. */
export const CAPABILITIES = ['check', 'search', 'access', 'abilities'] as const
export type Capability = (typeof CAPABILITIES)[number]

/** A service that may ask. */
export interface Caller {
  readonly name: string
  readonly may: ReadonlySet<Capability>
  /** The orgs it may ask about. */
  readonly orgs: '*' | ReadonlySet<string>
}

/** A key that opens everything. During a rotation a name has two. */
export interface ClientKey {
  readonly name: string
  readonly key: string
}

/** A caller by the SHA-256 digests of its keys, in hex, and how often it may ask; unset: as often as it likes. */
export interface NarrowCaller extends Caller {
  readonly digests: readonly string[]
  readonly perSecond: number | undefined
}

export interface AuthzEnv extends RequestEnv {
  Variables: { caller: Caller }
}

export interface Callers {
  /** Who sends the key. @throws DomainError `unauthorized`, or `too_many_attempts` when it asks too often */
  admit(key: string): Caller
  /** Puts others in place of the narrow callers. @throws Error when two entries have the same key */
  replaceNarrow(narrow: readonly NarrowCaller[]): void
}

/**
 * Lets through only callers who send a known key as bearer token.
 * @throws DomainError `unauthorized`, or `too_many_attempts` when one asks too often
 */
export function requireCaller(callers: Callers): MiddlewareHandler<AuthzEnv> {
  return (c, next) => {
    const key = /^Bearer +([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (key === undefined) throw new DomainError('unauthorized')
    const caller = callers.admit(key)
    c.set('caller', caller)
    c.env.who = { caller: caller.name }
    return next()
  }
}

/** For callers who may ask this. @throws DomainError `forbidden` for others */
export const forCapability =
  (capability: Capability, handler: Handler<AuthzEnv>): Handler<AuthzEnv> =>
  (c, next) => {
    if (!c.get('caller').may.has(capability)) throw new DomainError('forbidden')
    return handler(c, next)
  }

/** The decision point as the caller of a request may ask it. */
export type PointOf = (c: Context<AuthzEnv>) => DecisionPoint

/** For a caller of some orgs nobody and nothing else is known. */
export function createPointOf(point: DecisionPoint): PointOf {
  const narrow = new WeakMap<Caller, DecisionPoint>()
  return (c) => {
    const caller = c.get('caller')
    if (caller.orgs === '*') return point
    const own = narrow.get(caller) ?? point.within(caller.orgs)
    narrow.set(caller, own)
    return own
  }
}
