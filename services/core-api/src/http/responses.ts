import { type RouteConfig, z } from '@hono/zod-openapi'
import type { ErrorCode } from '@latchkey/shared/errors'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { ERROR_CODES, problemExample, statusOf } from '@latchkey/shared/problem'
import type { Guard } from '../access/guard.ts'
import { Timestamp } from './fields.ts'

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(ERROR_CODES),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    permission: z
      .enum(PERMISSION_KEYS)
      .optional()
      .openapi({ description: 'With `forbidden`: the permission key that was missing' }),
    organizations: z.array(z.object({ slug: z.string(), name: z.string() })).optional(),
    conflict: z
      .object({ startAt: Timestamp, endAt: Timestamp.nullable() })
      .optional()
      .openapi({ description: 'With `unit_occupied`: the period in the way, without an end while it lasts' }),
  })
  .openapi('Problem')

/** An answer that says nothing but that the request was taken. */
export const Accepted = z.object({}).openapi('Accepted')

interface Described {
  readonly access: Pick<Guard, 'kind' | 'permission'>
  readonly path: string
  readonly answers: Readonly<Partial<Record<200 | 201 | 202 | 204, z.ZodType | null>>>
  readonly method: string
  readonly isTagged: boolean
  /** Whether it takes an Idempotency-Key. */
  readonly isKeyed: boolean
  readonly errors: readonly ErrorCode[] | undefined
  readonly takesBody: boolean
}

const takesMatch = (method: string, isTagged: boolean): boolean =>
  isTagged && (method === 'patch' || method === 'delete')

/** The headers that a route takes beside those of every request. */
export function requestHeaders({ method, isTagged, isKeyed }: Pick<Described, 'method' | 'isTagged' | 'isKeyed'>) {
  const header = (description: string) => z.string().optional().openapi({ description })
  return z.object({
    ...(isKeyed && { 'Idempotency-Key': header('The same request with the same key is done once') }),
    ...(isTagged && method === 'get' && { 'If-None-Match': header('ETags that the client has: 304 for one of them') }),
    ...(takesMatch(method, isTagged) && {
      'If-Match': header('Only if the resource has one of these ETags: else 412'),
    }),
  })
}

/** The errors that follow from what a route is, without its having to name them. */
const impliedErrors = ({ access, path, method, takesBody, isTagged, isKeyed }: Described): ErrorCode[] => {
  const { kind } = access
  const isGuarded = kind === 'org' || kind === 'building' || kind === 'body'
  return [
    'unavailable',
    'internal_error',
    // A query parameter that the route does not know.
    'invalid_request',
    ...(isKeyed ? (['idempotency_key_in_use', 'idempotency_key_reused'] as const) : []),
    ...(takesMatch(method, isTagged) ? (['precondition_failed'] as const) : []),
    ...(takesBody ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(kind === 'public' ? [] : (['unauthorized'] as const)),
    ...(isGuarded ? (['password_change_required', 'forbidden', 'authorization_unavailable'] as const) : []),
    ...(kind === 'platform' ? (['too_many_attempts'] as const) : []),
    ...(path.includes('{') || kind === 'platform' ? (['not_found'] as const) : []),
  ]
}

const SUCCESS = { 200: 'Done', 201: 'Created', 202: 'Taken; it is done later', 204: 'Done, no content' } as const

/** The responses of OpenAPI: the successes by their schemas, the failures as problems with their codes. */
export function describeResponses(described: Described): RouteConfig['responses'] {
  const responses: RouteConfig['responses'] = {}
  for (const status of [200, 201, 202, 204] as const) {
    const schema = described.answers[status]
    if (schema === undefined) continue
    const content = schema === null ? {} : { content: { 'application/json': { schema } } }
    const headers = described.isTagged && status !== 204 ? { headers: z.object({ ETag: z.string() }) } : {}
    responses[status] = { description: SUCCESS[status], ...content, ...headers }
  }
  if (described.isTagged && described.method === 'get')
    responses[304] = { description: 'What If-None-Match names is the answer still' }
  const codes = new Set([...impliedErrors(described), ...(described.errors ?? [])])
  for (const [status, group] of Map.groupBy(codes, statusOf)) {
    const description = group.map((code) => `\`${code}\``).join(', ')
    responses[status] = {
      description,
      content: {
        'application/problem+json': { schema: Problem, example: problemExample(group[0] ?? 'internal_error') },
      },
    }
  }
  return responses
}

/** What a caller must have, in words. */
export function demandOf({ kind, permission, further = [] }: Pick<Guard, 'kind' | 'permission' | 'further'>): string {
  const keys = [permission, ...further].map((key) => `\`${key}\``).join(' and ')
  switch (kind) {
    case 'public':
      return 'Open to everybody.'
    case 'platform':
      return 'Needs the platform key.'
    case 'self':
      return 'Needs an access token, and no permission.'
    case 'body':
      return 'Needs an access token; which permissions follows from the body.'
    case 'org':
      return `Needs ${keys} in the organisation.`
    case 'building':
      return `Needs ${keys} in the building.`
  }
}

/** Who may call, for OpenAPI: the scheme, and the permission key as an extension. */
export function security({ kind, permission }: Pick<Guard, 'kind' | 'permission'>) {
  if (kind === 'public') return { security: [] }
  const scheme = kind === 'platform' ? { platformKey: [] } : { bearer: [] }
  return { security: [scheme], ...(permission && { 'x-permission': permission }) }
}
