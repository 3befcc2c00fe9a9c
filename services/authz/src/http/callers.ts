import { DomainError } from '@latchkey/shared/errors'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import { digestOf, isSameDigest } from '@latchkey/shared/secret-comparison'
import type { MiddlewareHandler } from 'hono'

/** A service that may ask, by one of its keys. During a rotation a name has two. */
export interface Caller {
  readonly name: string
  readonly key: string
}

export interface AuthzEnv extends RequestEnv {
  Variables: { caller: string }
}

/**
 * Lets through only callers who send a known key as bearer token.
 * @throws DomainError `unauthorized`
 */
export function requireCaller(callers: readonly Caller[]): MiddlewareHandler<AuthzEnv> {
  const known = callers.map(({ name, key }) => ({ name, digest: digestOf(key) }))
  return (c, next) => {
    const token = /^Bearer +([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (token === undefined) throw new DomainError('unauthorized')
    const given = digestOf(token)
    // Every key is compared, also after a match: the time tells neither how many there are nor which one it was.
    let name: string | undefined
    for (const caller of known) if (isSameDigest(caller.digest, given)) name = caller.name
    if (name === undefined) throw new DomainError('unauthorized')
    c.set('caller', name)
    c.env.who = { caller: name }
    return next()
  }
}
