import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import { DomainError } from '@latchkey/shared/errors'
import { headerOf, type RequestEnv, type RequestScope } from '@latchkey/shared/http/scope'
import type { Context, Handler } from 'hono'
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

export interface Callers {
  /** Who sends the key. @throws DomainError `unauthorized`, or `too_many_attempts` when it asks too often */
  admit(key: string): Caller
  /** Puts others in place of the narrow callers. @throws Error when two entries have the same key */
  replaceNarrow(narrow: readonly NarrowCaller[]): void
}

/**
 * Who asks, by the known key that is sent as bearer token.
 * @throws DomainError `unauthorized`, or `too_many_attempts` when it asks too often
 */
export function callerOf(callers: Callers, request: Request, scope: RequestScope): Caller {
  const key = /^Bearer +([\x21-\x7e]+)$/i.exec(headerOf(request, scope, 'authorization') ?? '')?.[1]
  if (key === undefined) throw new DomainError('unauthorized')
  const caller = callers.admit(key)
  scope.who = { caller: caller.name }
  return caller
}

/** Answers a caller. */
export type CallerHandler = (c: Context<RequestEnv>, caller: Caller) => AtOnceOrLater<Response>

/**
 * For callers who may ask this; for others DomainError `unauthorized`, `too_many_attempts` or `forbidden`. It is no
 * middleware: a route that has none keeps Hono on its short way.
 */
export const createForCapability =
  (callers: Callers) =>
  (capability: Capability, handler: CallerHandler): Handler<RequestEnv> =>
  (c) => {
    const caller = callerOf(callers, c.req.raw, c.env)
    if (!caller.may.has(capability)) throw new DomainError('forbidden')
    return handler(c, caller)
  }

/** The decision point as a caller may ask it. */
export type PointOf = (caller: Caller) => DecisionPoint

/** For a caller of some orgs nobody and nothing else is known. */
export function createPointOf(point: DecisionPoint): PointOf {
  const narrow = new WeakMap<Caller, DecisionPoint>()
  return (caller) => {
    if (caller.orgs === '*') return point
    const own = narrow.get(caller) ?? point.within(caller.orgs)
    narrow.set(caller, own)
    return own
  }
}
