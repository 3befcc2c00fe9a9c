import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { ErrorCode } from '@latchkey/shared/errors'
import { answer } from '@latchkey/shared/http/answer'
import type { RequestEnv, RequestScope } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import type { Access } from '../access/access.ts'
import type { Ctx } from '../access/context.ts'
import type { Deps } from '../deps.ts'
import { clientAddress } from './address.ts'
import type { Answer } from './answer.ts'
import { bodyOf, parseAs, queryOf } from './input.ts'
import { describeResponses, security } from './responses.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

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
  readonly access: Access<Entered>
  readonly query?: Query
  readonly body?: Body
  /** Whether the request may come without a body; it then counts as `{}`. */
  readonly bodyOptional?: boolean
  /** The schema of each success status; null where there is no body. */
  readonly answers: Readonly<Partial<Record<200 | 201 | 204, z.ZodType<unknown, Out> | null>>>
  readonly errors?: readonly ErrorCode[]
  readonly run: (ctx: Entered, input: Input<Query, Body>) => Promise<Answer<Out>>
}

export type EndpointEnv = RequestEnv

/** An endpoint whose types have been checked where it was defined. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly access: Pick<Access, 'kind' | 'permission'>
  readonly mount: (app: OpenAPIHono<EndpointEnv>, deps: Deps) => void
}

/** Lets the caller in. Nothing is said of query or body to somebody who may not send them. */
async function enter<Entered extends Ctx>(
  c: Context<EndpointEnv>,
  access: Access<Entered>,
  deps: Deps,
): Promise<Entered> {
  const param = (name: string) => c.req.param(name) ?? ''
  const header = (name: string) => c.req.header(name)
  const address = clientAddress(c, deps.trustedProxies)
  const ctx = await access.enter(deps, { header, param, requestId: c.env.requestId, address })
  if (ctx.actor.type === 'user') c.env.who = { userId: ctx.actor.userId }
  return ctx
}

/** The parameters of a path, for OpenAPI: the guard has judged them already. */
const paramsOf = (path: string) =>
  z.object(Object.fromEntries([...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => [name, z.string()])))

const respond = (scope: RequestScope, { status, body, location }: Answer<unknown>): Response => {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (location !== undefined) headers['location'] = location
  if (status === 204) return answer(scope, status, null, headers)
  return answer(scope, status, JSON.stringify(body), { ...headers, 'content-type': 'application/json' })
}

export function endpoint<
  Entered extends Ctx,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Out = never,
>(definition: Definition<Entered, Query, Body, Out>): Endpoint {
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
  const mount = (app: OpenAPIHono<EndpointEnv>, deps: Deps) => {
    app.openAPIRegistry.registerPath(createRoute(config))
    app.on(method.toUpperCase(), path.replaceAll(/{(\w+)}/g, ':$1'), async (c) => {
      const ctx = await enter(c, access, deps)
      // safe because the values were made by these very schemas
      const input = {
        query: query && parseAs(query, queryOf(c.req.url)),
        body: body && parseAs(body, bodyOf(c.env, bodyOptional)),
      } as Input<Query, Body>
      return respond(c.env, await run(ctx, input))
    })
  }
  return { method, path, access, mount }
}
