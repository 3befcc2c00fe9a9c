import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { ErrorCode } from '@latchkey/shared/errors'
import { answer } from '@latchkey/shared/http/answer'
import type { PlainHeaders, RequestEnv, RequestScope } from '@latchkey/shared/http/scope'
import type { Context, Hono } from 'hono'
import type { Ctx } from '../access/context.ts'
import type { Guard } from '../access/guard.ts'
import type { Standing } from '../credentials/limits.ts'
import type { Deps } from '../deps.ts'
import { clientAddress } from './address.ts'
import type { Answer } from './answer.ts'
import { encoderOf } from './encode.ts'
import { etagOf, isNamedIn } from './etag.ts'
import { bodyOf, parseAs, queryOf } from './input.ts'
import { rateLimitHeaders } from './rate-limit.ts'
import { demandOf, describeResponses, security } from './responses.ts'
import type { Tag } from './tags.ts'

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
  readonly tag: Tag
  /** A verb, by which generated clients call it; no other route has it. */
  readonly operationId: string
  readonly summary: string
  /** The rules beyond the summary. What the caller must hold is added. */
  readonly description: string
  readonly access: Guard<Entered>
  /** Other parameters than these are refused, as all are where there is none. */
  readonly query?: Query
  readonly body?: Body
  /** Whether the request may come without a body; it then counts as `{}`. */
  readonly bodyOptional?: boolean
  readonly answers: Answers<Out>
  /** Whether a 200 carries an ETag, and is a 304 to whoever has it. */
  readonly tagged?: true
  readonly errors?: readonly ErrorCode[]
  readonly run: (ctx: Entered, input: Input<Query, Body>) => Promise<Answer<Out>>
}

export type EndpointEnv = RequestEnv

/** An endpoint whose types have been checked where it was defined. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly access: Pick<Guard, 'kind' | 'permission'>
  readonly describe: (registry: OpenAPIHono['openAPIRegistry']) => void
  readonly mount: (app: Hono<EndpointEnv>, deps: Deps) => void
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
  z.object(
    Object.fromEntries(
      [...path.matchAll(/{(\w+)Id}|{(\w+)}/g)].map(([, thing, name = `${thing}Id`]) => {
        const description = thing === undefined ? 'A key of the catalogue' : `The id of the ${thing}`
        return [name, z.string().openapi({ description })]
      }),
    ),
  )

/** Makes the response, whose body shows what the schema of the status names. */
const responder = <Out>({
  answers,
  tagged,
}: Pick<Definition<Ctx, undefined, undefined, Out>, 'answers' | 'tagged'>) => {
  const { 200: ok, 201: created, 202: accepted } = answers
  const encoders = {
    ...{ 200: ok && encoderOf(ok), 201: created && encoderOf(created), 202: accepted && encoderOf(accepted) },
  }
  return (scope: RequestScope, result: Answer<Out>, ifNoneMatch: string | undefined): Response => {
    const headers: PlainHeaders = { 'cache-control': 'no-store' }
    if (result.status === 204) return answer(scope, 204, null, headers)
    const { status, body, location } = result
    const encode = encoders[status]
    if (!encode) throw new Error(`The route answers ${status} but has no schema for it`)
    if (location !== undefined) headers['location'] = location
    const text = JSON.stringify(encode(body))
    if (tagged && status === 200) {
      const etag = etagOf(text)
      headers['etag'] = etag
      if (isNamedIn(ifNoneMatch, etag)) return answer(scope, 304, null, headers)
    }
    headers['content-type'] = 'application/json'
    return answer(scope, status, text, headers)
  }
}

export function endpoint<
  Entered extends Ctx,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Out = never,
>(definition: Definition<Entered, Query, Body, Out>): Endpoint {
  const { method, path, tag, operationId, summary, description, access, query, body } = definition
  const { bodyOptional, answers, tagged, errors, run } = definition
  const strictQuery = (query ?? z.object({})).strict()
  const config: RouteConfig = {
    method,
    path: `/api${path}`,
    tags: [tag],
    operationId,
    summary,
    description: `${description}\n\n${demandOf(access)}`,
    ...security(access),
    request: {
      params: paramsOf(path),
      query: strictQuery,
      ...(tagged && { headers: z.object({ 'if-none-match': z.string().optional() }) }),
      ...(body && { body: { required: bodyOptional !== true, content: { 'application/json': { schema: body } } } }),
    },
    responses: describeResponses({ access, path, answers, tagged, errors, takesBody: body !== undefined }),
  }
  const respond = responder({ answers, ...(tagged && { tagged }) })
  const describe: Endpoint['describe'] = (registry) => registry.registerPath(config)
  const mount: Endpoint['mount'] = (app, deps) => {
    app.on(method.toUpperCase(), path.replaceAll(/{(\w+)}/g, ':$1'), async (c) => {
      const ctx = await enter(c, access, deps)
      // safe because the values were made by these very schemas
      const input = {
        query: parseAs(strictQuery, queryOf(c.req.url)),
        body: body && parseAs(body, bodyOf(c.env, bodyOptional)),
      } as Input<Query, Body>
      return respond(c.env, await run(ctx, input), c.req.header('if-none-match'))
    })
  }
  return { method, path, access, describe, mount }
}
