import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { ErrorCode } from '@latchkey/shared/errors'
import { answer } from '@latchkey/shared/http/answer'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context, Hono } from 'hono'
import type { Ctx, SelfCtx } from '../access/context.ts'
import type { Guard } from '../access/guard.ts'
import type { Standing } from '../credentials/limits.ts'
import type { Deps } from '../deps.ts'
import { type Kept, once } from '../idempotency/once.ts'
import { clientAddress } from './address.ts'
import type { Answer } from './answer.ts'
import { type Answers, answerEncoder } from './encode-answer.ts'
import { isNamedIn } from './etag.ts'
import { assertKey, keyedBy, takesKey } from './idempotency-key.ts'
import { bodyOf, parseAs, queryOf } from './input.ts'
import { rateLimitHeaders } from './rate-limit.ts'
import { demandOf, describeResponses, requestHeaders, security } from './responses.ts'
import type { Tag } from './tags.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** What a verb is called with: what the schemas made of the request. */
interface Input<Query, Body> {
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
  /** The schema by which a GET shows the resource of the answer: it then carries the ETag, and a GET may be a 304. */
  readonly resource?: z.ZodType
  readonly errors?: readonly ErrorCode[]
  readonly run: (ctx: Entered, input: Input<Query, Body>) => Promise<Answer<Out>>
  /** Asks once more for the rights that follow from the body, before an answer to it is repeated. */
  readonly mayStill?: (ctx: Entered, input: Input<Query, Body>) => Promise<unknown>
}

export type EndpointEnv = RequestEnv

/** An endpoint whose types have been checked where it was defined. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
  readonly access: Pick<Guard, 'kind' | 'permission' | 'further'>
  readonly describe: (registry: OpenAPIHono['openAPIRegistry']) => void
  readonly mount: (app: Hono<EndpointEnv>, deps: Deps) => void
}

/** Runs the guard, before query and body are validated: a refused caller learns nothing of either. */
function enter<Entered extends Ctx>(c: Context<EndpointEnv>, access: Guard<Entered>, deps: Deps): Promise<Entered> {
  const address = clientAddress(c.req.raw, c.env, deps.trustedProxies)
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

/** The response to a request; a 304 when the client has the current state. */
function respond(c: Context<EndpointEnv>, { status, headers, body }: Kept): Response {
  const { etag } = headers
  if (c.req.method === 'GET' && etag !== undefined && isNamedIn(c.req.header('if-none-match'), etag)) {
    return answer(c.env, 304, null, { etag, 'cache-control': 'no-store' })
  }
  return answer(c.env, status, body, headers)
}

export function endpoint<
  Entered extends Ctx,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Out = never,
>(definition: Definition<Entered, Query, Body, Out>): Endpoint {
  const { method, path, tag, operationId, summary, description, access, query, body } = definition
  const { bodyOptional, answers, resource, errors, run, mayStill = async () => undefined } = definition
  const isKeyed = takesKey(method, access)
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
      headers: requestHeaders({ isKeyed, method, isTagged: resource !== undefined }),
      ...(body && { body: { required: bodyOptional !== true, content: { 'application/json': { schema: body } } } }),
    },
    responses: describeResponses({
      ...{ access, path, method, answers, errors, isKeyed },
      ...{ isTagged: resource !== undefined, takesBody: body !== undefined },
    }),
  }
  const encode = answerEncoder(answers, resource)
  const describe: Endpoint['describe'] = (registry) => registry.registerPath(config)
  const mount: Endpoint['mount'] = (app, deps) => {
    app.on(method.toUpperCase(), path.replaceAll(/{(\w+)}/g, ':$1'), async (c) => {
      const ctx = await enter(c, access, deps)
      const input = () =>
        // safe because the values were made by these very schemas
        ({
          query: parseAs(strictQuery, queryOf(c.req.url)),
          body: body && parseAs(body, bodyOf(c.env, bodyOptional)),
        }) as Input<Query, Body>
      const key = isKeyed ? c.req.header('idempotency-key') : undefined
      if (key === undefined) return respond(c, encode(await run(ctx, input())))
      assertKey(key)
      // safe because every guard but the public and the platform's enters as somebody who is signed in
      const self = ctx as unknown as SelfCtx
      const asked = { ...keyedBy(self, c.req.path), key, body: c.env.body }
      const runOn = async (db: SelfCtx['deps']['db']) =>
        encode(await run({ ...ctx, deps: { ...self.deps, db } }, input()))
      const kept = await once(self.deps.db, asked, runOn, () => mayStill(ctx, input()))
      if (kept.headers['idempotency-replayed'])
        deps.metrics.counter('latchkey_idempotency_replays_total', {}).value += 1
      return respond(c, kept)
    })
  }
  return { method, path, access, describe, mount }
}
