import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { ErrorCode } from '@latchkey/shared/errors'
import { answer } from '@latchkey/shared/http/answer'
import type { PlainHeaders, RequestEnv, RequestScope } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import type { Ctx } from '../access/context.ts'
import type { Guard } from '../access/guard.ts'
import type { Standing } from '../credentials/limits.ts'
import type { Deps } from '../deps.ts'
import { clientAddress } from './address.ts'
import type { Answer } from './answer.ts'
import { encoderOf } from './encode.ts'
import { bodyOf, parseAs, queryOf } from './input.ts'
import { rateLimitHeaders } from './rate-limit.ts'
import { describeResponses, security } from './responses.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** The schema of each success status, which encodes the body; null where there is none. */
type Answers<Out> = Readonly<Partial<Record<200 | 201 | 202, z.ZodType<Out>> & Record<204, null>>>

/** What a verb is called with: what the schemas made of the request. */
export interface Input<Query, Body> {
  readonly query: Parsed<Query>
  readonly body: Parsed<Body>
}

/** One line of the route table. `access` has no default: a route that does not say who may call it does not compile. */
export interface Definition<Entered extends Ctx, Query, Body, Out> {
  readonly method: Method
  /** Below /api, with `{name}` parameters. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly access: Guard<Entered>
  /** Other parameters than these are refused, as all are where there is none. */
  readonly query?: Query
  readonly body?: Body
  /** Whether the request may come without a body; it then counts as `{}`. */
  readonly bodyOptional?: boolean
  readonly answers: Answers<Out>
  readonly errors?: readonly ErrorCode[]
  readonly run: (ctx: Entered, input: Input<Query, Body>) => Promise<Answer<Out>>
}

export type EndpointEnv = RequestEnv

/** An endpoint whose types have been checked where it was defined. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly access: Pick<Guard, 'kind' | 'permission'>
  readonly mount: (app: OpenAPIHono<EndpointEnv>, deps: Deps) => void
}

/** Lets the caller in. Nothing is said of query or body to somebody who may not send them. */
function enter<Entered extends Ctx>(c: Context<EndpointEnv>, access: Guard<Entered>, deps: Deps): Promise<Entered> {
  const address = clientAddress(c, deps.trustedProxies)
  const tell = (standings: readonly Standing[]) => Object.assign(c.env.headers, rateLimitHeaders(standings))
  return access.enter(deps, {
    header: (name) => c.req.header(name),
    param: (name) => c.req.param(name) ?? '',
    requestId: c.env.requestId,
    address,
    attempt: (attempt, work) => deps.throttle.attempt({ ...attempt, address }, work, tell),
    identified: ({ id, orgId }) => {
      c.env.who = { userId: id, orgId }
    },
  })
}

/** The parameters of a path, for OpenAPI: the guard has judged them already. */
const paramsOf = (path: string) =>
  z.object(Object.fromEntries([...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => [name, z.string()])))

/** Makes the response, whose body shows what the schema of the status names. */
const responder = <Out>({ 200: ok, 201: created, 202: accepted }: Answers<Out>) => {
  const encoders = {
    ...{ 200: ok && encoderOf(ok), 201: created && encoderOf(created), 202: accepted && encoderOf(accepted) },
  }
  return (scope: RequestScope, result: Answer<Out>): Response => {
    const headers: PlainHeaders = { 'cache-control': 'no-store' }
    if (result.status === 204) return answer(scope, 204, null, headers)
    const { status, body, location } = result
    const encode = encoders[status]
    if (!encode) throw new Error(`The route answers ${status} but has no schema for it`)
    if (location !== undefined) headers['location'] = location
    headers['content-type'] = 'application/json'
    return answer(scope, status, JSON.stringify(encode(body)), headers)
  }
}

export function endpoint<
  Entered extends Ctx,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Out = never,
>(definition: Definition<Entered, Query, Body, Out>): Endpoint {
  const { method, path, tag, summary, access, query, body, bodyOptional, answers, errors, run } = definition
  const strictQuery = (query ?? z.object({})).strict()
  const config: RouteConfig = {
    method,
    path,
    tags: [tag],
    summary,
    ...security(access),
    request: {
      params: paramsOf(path),
      query: strictQuery,
      ...(body && { body: { required: bodyOptional !== true, content: { 'application/json': { schema: body } } } }),
    },
    responses: describeResponses({ access, path, answers, errors }),
  }
  const respond = responder(answers)
  const mount = (app: OpenAPIHono<EndpointEnv>, deps: Deps) => {
    app.openAPIRegistry.registerPath(createRoute(config))
    app.on(method.toUpperCase(), path.replaceAll(/{(\w+)}/g, ':$1'), async (c) => {
      const ctx = await enter(c, access, deps)
      // safe because the values were made by these very schemas
      const input = {
        query: parseAs(strictQuery, queryOf(c.req.url)),
        body: body && parseAs(body, bodyOf(c.env, bodyOptional)),
      } as Input<Query, Body>
      return respond(c.env, await run(ctx, input))
    })
  }
  return { method, path, access, mount }
}
