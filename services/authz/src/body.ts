import { DomainError, invalid } from '@latchkey/shared/errors'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { AuthzEnv } from './callers.ts'

/** RFC 6901; the whole document is the empty pointer. */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((member) => `/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('', 'The body is not JSON')
  }
}

/**
 * The body of a request, as its schema knows it.
 * @throws DomainError `invalid_request` naming every member that is wrong
 */
export async function readBody<Schema extends z.ZodType>(
  c: Context<AuthzEnv>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parseJson(await c.req.text()))
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), message }))
  throw new DomainError('invalid_request', { detail: 'The question is malformed', errors })
}
