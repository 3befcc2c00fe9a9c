import { createRoute, type Hook, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import { DomainError, type ErrorCode, pointerTo } from '@latchkey/shared/errors'
import type { RequestEnv } from '@latchkey/shared/http/request'
import type { MiddlewareHandler } from 'hono'
import type { Attempting, Ctx } from '../access/context.ts'
import type { Guard } from '../access/guard.ts'
import type { Standing } from '../credentials/limits.ts'
import type { Deps } from '../deps.ts'
import { clientAddress } from './address.ts'
import type { Answer } from './answer.ts'
import { encoderOf } from './encode.ts'
import { rateLimitHeaders } from './rate-limit.ts'
import { describeResponses, security } from './responses.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** The schema of each success status, which encodes the body; null where there is none. */
type Answers<Out> = Readonly<Partial<Record<200 | 201, z.ZodType<Out>> & Record<204, null>>>

/** What a verb is called with: what the schemas made of the request. */
export interface Input<Query, Body> {
  readonly query: Parsed<Query>
  readonly body: Parsed<Body>
}

/** One line of the route table. `access` has no default: a route that does not say who may call it does not compile. */
export interface Definition<Context extends Ctx, Query, Body, Out> {
  readonly method: Method
  /** Below /api, with `{name}` parameters. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly access: Guard<Context>
  readonly query?: Query
  readonly body?: Body
  /** Whether the request may come without a body; it then counts as `{}`. */
  readonly bodyOptional?: boolean
  readonly answers: Answers<Out>
  readonly errors?: readonly ErrorCode[]
  readonly run: (ctx: Context, input: Input<Query, Body>) => Promise<Answer<Out>>
}

export interface EndpointEnv extends RequestEnv {
  /** `standings`: what the throttle last said, on routes where a secret was tried. */
  Variables: RequestEnv['Variables'] & { ctx: Ctx; standings?: readonly Standing[] }
}

/** An endpoint whose types have been checked where it was defined. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly access: Pick<Guard, 'kind' | 'permission'>
  readonly mount: (app: OpenAPIHono<EndpointEnv>, deps: Deps) => void
}

/** Tells the limits of a route where a secret was tried, whatever it answers. */
const tellLimits: MiddlewareHandler<EndpointEnv> = async (c, next) => {
  await next()
  const standings = c.get('standings')
  if (standings === undefined) return
  for (const [name, value] of Object.entries(rateLimitHeaders(standings))) c.header(name, value)
}

/** The guard stands before the validators: nothing is said of the body to somebody who may not send it. */
const guarding = (access: Guard, deps: Deps): MiddlewareHandler<EndpointEnv> => {
  return async (c, next) => {
    const param = (name: string) => c.req.param(name) ?? ''
    const header = (name: string) => c.req.header(name)
    const address = clientAddress(c, deps.trustedProxies)
    const attempt: Attempting = (what, work) =>
      deps.throttle.attempt({ ...what, address }, work, (standings) => c.set('standings', standings))
    const incoming = { header, param, requestId: c.get('requestId'), address, attempt }
    c.set('ctx', await access.enter(deps, incoming))
    await next()
  }
}

/** A failed validation names every member that is wrong, unknown ones included. */
const refuseInvalid: Hook<unknown, EndpointEnv, string, undefined> = (result) => {
  if (result.success) return undefined
  const errors = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), message: 'is not known here' }))
      : [{ pointer: pointerTo(issue.path), message: issue.message }],
  )
  throw new DomainError('invalid_request', { errors })
}

/** An optional body that is not there, with or without a content type named for it, counts as `{}`. */
const emptyBodyAsObject: MiddlewareHandler<EndpointEnv> = async (c, next) => {
  if ((await c.req.raw.clone().text()).trim() === '') {
    const headers = new Headers(c.req.raw.headers)
    headers.set('content-type', 'application/json')
    headers.delete('content-length')
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body: '{}' })
  }
  await next()
}

/** The parameters of a path, for OpenAPI: the guard has judged them already. */
const paramsOf = (path: string) =>
  z.object(Object.fromEntries([...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => [name, z.string()])))

/** Makes the response, whose body shows what the schema of the status names. */
const responder = <Out>({ 200: ok, 201: created }: Answers<Out>) => {
  const encoders = { 200: ok && encoderOf(ok), 201: created && encoderOf(created) }
  return (answer: Answer<Out>): Response => {
    const headers = new Headers({ 'cache-control': 'no-store' })
    if (answer.status === 204) return new Response(null, { status: 204, headers })
    const { status, body, location } = answer
    const encode = encoders[status]
    if (!encode) throw new Error(`The route answers ${status} but has no schema for it`)
    if (location !== undefined) headers.set('location', location)
    headers.set('content-type', 'application/json')
    return new Response(JSON.stringify(encode(body)), { status, headers })
  }
}

export function endpoint<
  Context extends Ctx,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Out = never,
>(definition: Definition<Context, Query, Body, Out>): Endpoint {
  const { method, path, tag, summary, access, query, body, bodyOptional, answers, errors, run } = definition
  const config: RouteConfig = {
    method,
    path,
    tags: [tag],
    summary,
    ...security(access),
    request: {
      params: paramsOf(path),
      ...(query && { query }),
      ...(body && { body: { required: bodyOptional !== true, content: { 'application/json': { schema: body } } } }),
    },
    responses: describeResponses({ access, path, answers, errors, takesInput: Boolean(query ?? body) }),
  }
  const respond = responder(answers)
  const mount = (app: OpenAPIHono<EndpointEnv>, deps: Deps) => {
    const middleware = [tellLimits, guarding(access, deps), ...(bodyOptional ? [emptyBodyAsObject] : [])]
    app.openapi(
      createRoute({ ...config, middleware }),
      async (c) => {
        // safe because the validators that made these values were built from the same `query` and `body` schemas
        const read = c.req as unknown as { valid: (target: 'query' | 'json') => unknown }
        const input = { query: query && read.valid('query'), body: body && read.valid('json') } as Input<Query, Body>
        // safe because the guard of this very route set it from `access`, whose type is Guard<Context>
        return respond(await run(c.get('ctx') as Context, input))
      },
      refuseInvalid,
    )
  }
  return { method, path, access, mount }
}
