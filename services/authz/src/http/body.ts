import { DomainError, type FieldError, pointerTo } from '@latchkey/shared/errors'
import { parseJson } from '@latchkey/shared/http/json'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import type { z } from 'zod'

/** @throws DomainError `invalid_request` */
export const readJson = (c: Context<RequestEnv>): unknown => parseJson(c.env.body)

/** What is wrong with a value, member by member. */
export const faultsOf = ({ issues }: z.ZodError): FieldError[] =>
  issues.map(({ path, message }) => ({ pointer: pointerTo(path), message }))

/**
 * A value, as its schema knows it.
 * @throws DomainError `invalid_request` naming every member that is wrong
 */
export const parseAs = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> =>
  dataOf(schema.safeParse(value))

/** What was parsed. @throws DomainError as above */
export function dataOf<Data>(parsed: z.ZodSafeParseResult<Data>): Data {
  if (parsed.success) return parsed.data
  throw new DomainError('invalid_request', { detail: 'The question is malformed', errors: faultsOf(parsed.error) })
}

/** The body of a request, as its schema knows it. @throws DomainError `invalid_request` */
export const readBody = <Schema extends z.ZodType>(c: Context<RequestEnv>, schema: Schema) =>
  parseAs(schema, readJson(c))
