import type { Decision } from '@latchkey/shared/authz/contract'
import type { PermissionKey } from '@latchkey/shared/permissions'
import type { Context, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AuthzClient, ResourceRef, SubjectRef } from './client.ts'
import { AuthzUnavailableError, RateLimitedError } from './errors.ts'

/** Who asks and about what, as the service that mounts the middleware knows it; never taken from an unproved header. */
export interface RequestQuestion {
  readonly subject: (c: Context) => SubjectRef
  readonly resource: (c: Context) => ResourceRef
}

const RETRY_AFTER_SECONDS = 1

const problem = (
  status: 401 | 403 | 404 | 503,
  title: string,
  more: { headers?: Record<string, string>; cause?: unknown } = {},
) => {
  const headers = new Headers({ 'content-type': 'application/problem+json', ...more.headers })
  const body = JSON.stringify({ type: 'about:blank', title, status })
  return new HTTPException(status, { message: title, res: new Response(body, { status, headers }), cause: more.cause })
}

/** What a denial means to whoever made the request. */
const refusalOf = ({ context }: Decision): HTTPException => {
  switch (context.reason.code) {
    case 'resource_not_in_org':
      return problem(404, 'Not found')
    case 'subject_inactive':
    case 'subject_unknown':
      return problem(401, 'Authentication is required', { headers: { 'www-authenticate': 'Bearer' } })
    default:
      return problem(403, 'You may not do this')
  }
}

/** Temporary failures become 503; a wrong key or question is a fault of this service and is rethrown. */
const failureOf = (error: unknown): unknown => {
  const isPassing = error instanceof AuthzUnavailableError || error instanceof RateLimitedError
  if (!isPassing) return error
  const seconds = error instanceof RateLimitedError ? error.retryAfterSeconds : undefined
  const headers = { 'retry-after': String(seconds ?? RETRY_AFTER_SECONDS) }
  return problem(503, 'Authorization cannot be decided now', { headers, cause: error })
}

/**
 * Lets a request pass when authz permits the key.
 * @throws HTTPException 401, 403, 404 or 503, with a problem as its answer; AuthzError for a fault of this service
 */
export const requirePermission = (
  authz: Pick<AuthzClient, 'check'>,
  key: PermissionKey,
  { subject, resource }: RequestQuestion,
): MiddlewareHandler => {
  return async (c, next) => {
    const requestId = c.req.header('x-request-id')
    const question = { subject: subject(c), action: { name: key }, resource: resource(c) }
    const decision = await authz
      .check(question, requestId === undefined ? {} : { requestId })
      .catch((error: unknown) => {
        throw failureOf(error)
      })
    if (decision.decision !== true) throw refusalOf(decision)
    await next()
  }
}
