import { DomainError, pointerTo } from '@latchkey/shared/errors'
import { parseJson } from '@latchkey/shared/http/json'
import type { RequestScope } from '@latchkey/shared/http/scope'
import type { z } from 'zod'

/**
 * What a schema makes of a value.
 * @throws DomainError `invalid_request`, naming every member that is wrong, unknown ones included
 */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), message: 'is not known here' }))
      : [{ pointer: pointerTo(issue.path), message: issue.message }],
  )
  throw new DomainError('invalid_request', { errors })
}

/** The query of a URL; a parameter that is repeated has a list. */
export function queryOf(url: string): Readonly<Record<string, string | string[]>> {
  const [, query = ''] = url.split('?', 2)
  const parameters = [...Map.groupBy(new URLSearchParams(query), ([name]) => name)].map(([name, pairs]) => {
    const values = pairs.map(([, value]) => value)
    return [name, values.length === 1 ? values[0] : values]
  })
  return Object.fromEntries(parameters)
}

/** @throws DomainError `invalid_request` when the body is no JSON; one that may be missing counts as `{}` */
export const bodyOf = ({ body }: RequestScope, mayBeMissing: boolean | undefined): unknown =>
  mayBeMissing === true && body.trim() === '' ? {} : parseJson(body)
