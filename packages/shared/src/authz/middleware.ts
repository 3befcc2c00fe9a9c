import type { Context, MiddlewareHandler } from 'hono'
import type { PermissionKey } from '../permissions.ts'
import type { AuthzClient, ResourceRef, SubjectRef } from './client.ts'
import { refusalOf } from './refusal.ts'

/** Who asks and about what, as the service that mounts the middleware knows it; never taken from an unproved header. */
export interface RequestQuestion {
  readonly subject: (c: Context) => SubjectRef
  readonly resource: (c: Context) => ResourceRef
}

/**
 * Lets a request pass when authz permits the key, for other services on Hono.
 * @throws DomainError `forbidden`, `not_found`, `unauthorized` or `authorization_unavailable`
 */
export const requirePermission = (
  authz: AuthzClient,
  key: PermissionKey,
  { subject, resource }: RequestQuestion,
): MiddlewareHandler => {
  return async (c, next) => {
    const requestId = c.req.header('x-request-id')
    const question = { subject: subject(c), action: { name: key }, resource: resource(c) }
    const decision = await authz.check(question, requestId === undefined ? {} : { requestId })
    if (decision.decision !== true) throw refusalOf(decision, key)
    await next()
  }
}
