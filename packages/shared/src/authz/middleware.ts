import type { MiddlewareHandler, Context as RequestContext } from 'hono'
import { DomainError } from '../errors.ts'
import type { RequestVariables } from '../http/request.ts'
import type { PermissionKey } from '../permissions.ts'
import type { Resource } from './asked.ts'
import type { AuthzClient } from './client.ts'
import type { Decision } from './contract.ts'

/** What a service must have put on the request before: who asks, as its own authentication proved it. */
export interface SubjectEnv {
  Variables: RequestVariables & {
    /** `atLeast`: the version of the user as the service has just read it, if it has. */
    subject: { readonly id: string; readonly atLeast?: number }
  }
}

/** What a denial means to the caller; nobody learns more than that. */
const refusal = ({ context }: Decision): DomainError => {
  switch (context.reason.code) {
    case 'resource_not_in_org':
      return new DomainError('not_found')
    case 'subject_inactive':
    case 'subject_unknown':
      return new DomainError('unauthorized')
    default:
      return new DomainError('forbidden')
  }
}

/**
 * Lets a request through when its subject may use the key on the resource, and throws otherwise: `not_found`,
 * `unauthorized`, `forbidden`, or `authorization_unavailable` when authz gives no answer.
 */
export function requirePermission<Env extends SubjectEnv>(
  client: Pick<AuthzClient, 'check'>,
  key: PermissionKey,
  resourceOf: (c: RequestContext<Env>) => Resource,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { id, atLeast } = c.get('subject')
    const question = { subject: { type: 'user', id }, action: { name: key }, resource: resourceOf(c) }
    const context = atLeast === undefined ? {} : { context: { atLeast } }
    const decision = await client.check({ ...question, ...context }, { requestId: c.get('requestId') })
    if (decision.decision !== true) throw refusal(decision)
    await next()
  }
}
