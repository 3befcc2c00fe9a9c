import { randomUUID } from 'node:crypto'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { DomainError, type ErrorCode } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { problemResponse } from '../problem.ts'
import type { Metrics } from './metrics.ts'

/** What every request of both services carries. */
export interface RequestVariables {
  requestId: string
  log: Logger
}

export interface RequestEnv {
  Variables: RequestVariables
}

const ACCEPTED_REQUEST_ID = /^[\x20-\x7e]{1,200}$/
const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH'])

/** The pattern of the route: the first match that is no middleware's. Ids must not become labels of a metric. */
const routeOf = (c: Context): string => matchedRoutes(c).find(({ path }) => !path.includes('*'))?.path ?? '*'

/** Takes or makes X-Request-ID, echoes it, times the request and writes one log line for it. */
const observe = (logger: Logger, metrics: Metrics): MiddlewareHandler<RequestEnv> => {
  return async (c, next) => {
    const given = c.req.header('x-request-id')
    const requestId = given !== undefined && ACCEPTED_REQUEST_ID.test(given) ? given : randomUUID()
    c.set('requestId', requestId)
    c.set('log', logger.child({ requestId }))
    const started = performance.now()
    await next()
    c.header('x-request-id', requestId)
    const seconds = (performance.now() - started) / 1000
    metrics.observeRequest(c.req.method, routeOf(c), c.res.status, seconds)
    const { method, path } = c.req
    // Read again: who asked may have been added to it meanwhile.
    c.get('log').info({ method, path, status: c.res.status, durationMs: Math.round(seconds * 1000) }, 'request')
  }
}

/** A body that is there must be JSON: a wrong content type is told before anything else. */
const jsonOnly: MiddlewareHandler<RequestEnv> = async (c, next) => {
  const isJson = /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? '')
  if (BODY_METHODS.has(c.req.method) && !isJson && hasBody(c.req.raw.headers)) {
    throw new DomainError('unsupported_media_type')
  }
  await next()
}

/** Some clients name a content type for a body they do not send; what its length says goes before that. */
const hasBody = (headers: Headers): boolean => {
  const length = headers.get('content-length')
  return length === null ? headers.has('transfer-encoding') || headers.has('content-type') : Number(length) > 0
}

const codeOfStatus: Record<number, ErrorCode> = {
  400: 'invalid_request',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
}

/** Errors that Hono itself throws (a body that is no JSON) become domain errors; nothing else is translated. */
const domainError = (error: unknown): unknown => {
  if (!(error instanceof HTTPException)) return error
  const code = codeOfStatus[error.status]
  return code === undefined ? error : new DomainError(code, { detail: error.message, cause: error })
}

export interface RequestHandling {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly maxBodyBytes: number
  /** Makes a domain error of what a service knows the meaning of; anything else stays as it is. */
  readonly translate?: (error: unknown) => unknown
}

/**
 * Puts on an app what every request of both services needs: request id, access log, metrics, secure headers,
 * the body limit in bytes, the content type, and problem+json for every failure.
 */
export function installRequestHandling<Env extends RequestEnv>(
  app: Hono<Env>,
  { logger, metrics, maxBodyBytes, translate = (error) => error }: RequestHandling,
): void {
  const fail = (): never => {
    throw new DomainError('payload_too_large')
  }
  app.use(observe(logger, metrics), secureHeaders(), bodyLimit({ maxSize: maxBodyBytes, onError: fail }), jsonOnly)
  app.notFound((c) => problemResponse(new DomainError('not_found'), c.get('requestId')))
  app.onError((thrown, c) => {
    const error = translate(domainError(thrown))
    if (!(error instanceof DomainError)) c.get('log').error({ err: error }, 'unexpected error')
    else if (error.cause !== undefined) c.get('log').warn({ err: error.cause, code: error.code }, 'request failed')
    return problemResponse(error, c.get('requestId'))
  })
}
