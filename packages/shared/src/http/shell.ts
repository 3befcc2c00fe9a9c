import { randomUUID } from 'node:crypto'
import { setTimeout as timer } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { AtOnceOrLater } from '../at-once-or-later.ts'
import { DomainError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { problemOf } from '../problem.ts'
import type { RequestTrace, Tracing } from '../tracing.ts'
import { answer, answerJson, completed } from './answer.ts'
import { FORM_BODY, JSON_BODY, readBody, UnreadBody } from './body.ts'
import { type Cors, createCors } from './cors.ts'
import { sendAndClose } from './last-answer.ts'
import { createRequestLog } from './request-log.ts'
import { createRequestMetrics } from './request-metrics.ts'
import { knownPaths } from './routes.ts'
import { type Connection, headerOf, type PlainHeaders, type RequestEnv, type RequestScope } from './scope.ts'

export interface ShellOptions {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly maxBodyBytes: number
  /** Carried by every answer. */
  readonly headers?: PlainHeaders
  /** Whose pages may use the service in a browser. */
  readonly corsOrigins?: readonly string[]
  /** Where the spans of requests go; nowhere unless given. */
  readonly tracing?: Tracing | undefined
  /** What the log may tell of the address of a client; nothing unless given. */
  readonly clientOf?: (request: Request, connection: Connection) => string | undefined
  /** Paths below this one are pages: they take forms instead of JSON. */
  readonly pagesBelow?: string
  /** What must be proven of a request before it is told that there is no such path; throws a domain error. */
  readonly beforeNotFound?: (request: Request, scope: RequestScope) => void
  /** Resolves after so many milliseconds. */
  readonly pause?: (ms: number) => Promise<unknown>
  /** Makes a domain error of what a service knows the meaning of; anything else stays as it is. */
  readonly translate?: (error: unknown) => unknown
}

const ACCEPTED_REQUEST_ID = /^[\x20-\x7e]{1,200}$/
const TOO_MANY = 429
/** How long the answer to somebody who asks too often waits: who then asks again at once takes less from the others. */
const HELD_BACK_MS = 50
const NOT_READY = { status: 'failed', checks: { process: 'stopping' } }

/** Begins the scope of a request. */
const opener = ({ headers = {}, clientOf = () => undefined }: ShellOptions, { headersFor }: Cors) => {
  return (request: Request, connection: Connection, trace: RequestTrace | undefined): RequestScope => {
    const { incoming, outgoing, refusal, phase, clientAddress } = connection
    const given = headerOf(request, connection, 'x-request-id')
    const requestId = given !== undefined && ACCEPTED_REQUEST_ID.test(given) ? given : randomUUID()
    const origin = headerOf(request, connection, 'origin')
    return {
      incoming,
      outgoing,
      refusal,
      phase,
      clientAddress,
      requestId,
      client: clientOf(request, connection),
      trace,
      started: performance.now(),
      headers: { 'x-request-id': requestId, ...headers, ...headersFor(origin) },
      body: '',
      who: {},
      code: undefined,
      complete: undefined,
    }
  }
}

/** Answers what failed. What a client did wrong is told in the line of its request alone; what we did, with its cause. */
const failures = ({ logger, translate = (error) => error }: ShellOptions) => {
  return (thrown: unknown, scope: RequestScope): Response => {
    const error = translate(thrown)
    const { requestId, trace, who } = scope
    const where = { requestId, ...(trace && { traceId: trace.id }), ...who }
    const { status, code, headers, body } = problemOf(error, requestId)
    scope.code = code
    if (!(error instanceof DomainError)) logger.error({ err: error, ...where }, 'unexpected error')
    else if (status >= 500 && error.cause !== undefined)
      logger.warn({ err: error.cause, code, ...where }, 'request failed')
    return answer(scope, status, body, error instanceof UnreadBody ? { ...headers, connection: 'close' } : headers)
  }
}

/** Counts a request and writes its line. */
const recorder = ({ logger, metrics }: ShellOptions) => {
  const observe = createRequestMetrics(metrics)
  const writeLine = createRequestLog(logger)
  return (scope: RequestScope, method: string, route: string, status: number): void => {
    const seconds = (performance.now() - scope.started) / 1000
    scope.trace?.tell(route, status)
    observe(scope, method, route, status, seconds)
    writeLine(scope, { method, route, status, seconds })
  }
}

const isPreflight = ({ method, headers }: Request): boolean =>
  method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method')

/**
 * Puts around an app, whose routes are all there, what every request of both services needs: request id, body, limits,
 * 405, CORS, problem+json for every failure, the line in the log and the metric. It stands around `fetch`, not in Hono's
 * chain: what is set there after a handler costs node-server its short way.
 */
export function installShell<Env extends RequestEnv>(app: Hono<Env>, options: ShellOptions): void {
  const {
    maxBodyBytes,
    corsOrigins = [],
    pagesBelow,
    tracing,
    beforeNotFound = () => undefined,
    pause = timer,
  } = options
  const pages = pagesBelow === undefined ? undefined : `${pagesBelow}/`
  const cors = createCors(corsOrigins)
  const open = opener(options, cors)
  const fail = failures(options)
  const record = recorder(options)
  const lookUp = knownPaths(app.routes)
  const route = app.fetch
  app.notFound((c) => {
    beforeNotFound(c.req.raw, c.env)
    return fail(new DomainError('not_found'), c.env)
  })
  app.onError((error, c) => fail(error, c.env))

  /** What is answered without the app: a preflight, and that the process is ending. */
  const earlyAnswer = (request: Request, scope: RequestScope): Response | undefined => {
    if (corsOrigins.length > 0 && isPreflight(request))
      return answer(scope, 204, null, cors.preflightFor(request.headers.get('origin') ?? ''))
    if (scope.phase?.isLeaving && app.getPath(request) === '/readyz') return answerJson(scope, NOT_READY, 503)
    return undefined
  }
  const respond = (request: Request, scope: RequestScope, allow: string | undefined): AtOnceOrLater<Response> => {
    const early = earlyAnswer(request, scope)
    if (early) return early
    if (allow !== undefined) throw new DomainError('method_not_allowed', { allow })
    return route(request, scope)
  }

  const serve = async (request: Request, connection: Connection, trace?: RequestTrace): Promise<Response> => {
    const scope = open(request, connection, trace)
    const { method } = request
    const path = app.getPath(request)
    const { pattern, allow } = lookUp(method, path)
    let isUnread = false
    let response: Response
    try {
      if (scope.refusal) throw scope.refusal.error
      const type = pages !== undefined && path.startsWith(pages) ? FORM_BODY : JSON_BODY
      const reading = readBody(request, scope, maxBodyBytes, type)
      if (reading) await reading
      const responding = respond(request, scope, allow)
      // Awaited only where it must be: each turn of the microtasks costs.
      response = responding instanceof Promise ? await responding : responding
    } catch (error) {
      isUnread = error instanceof UnreadBody
      response = fail(error, scope)
    }
    if (response.status === TOO_MANY) await pause(HELD_BACK_MS)
    record(scope, method, pattern, response.status)
    const { outgoing } = scope
    return isUnread && outgoing ? await sendAndClose(outgoing, response) : completed(scope, response)
  }
  const headersOf = (request: Request, { incoming }: Connection) =>
    incoming?.headers ?? Object.fromEntries(request.headers)
  app.fetch = (request: Request, connection: Connection = {}) =>
    tracing === undefined
      ? serve(request, connection)
      : tracing.serve(request.method, headersOf(request, connection), (trace) => serve(request, connection, trace))
}
