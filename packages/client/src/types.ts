import type { OPERATIONS } from './generated/operations.ts'
import type { operations } from './generated/schema.ts'

/** The `operationId` of each operation of core-api. */
export type OperationId = keyof typeof OPERATIONS & keyof operations

type Part<Id extends OperationId, Name extends string> =
  operations[Id]['parameters'] extends Record<Name, infer Value>
    ? Value
    : operations[Id]['parameters'] extends { [Key in Name]?: infer Value }
      ? Value | undefined
      : undefined

type Body<Id extends OperationId> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Value } }
}
  ? Value
  : operations[Id] extends { requestBody?: { content: { 'application/json': infer Value } } }
    ? Value | undefined
    : undefined

/** Absent where the operation takes no such part, optional where the part may be left out. */
type Given<Name extends string, Value> = [Exclude<Value, undefined>] extends [never]
  ? unknown
  : undefined extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value }

/** What a call takes: parameters of path and query, the body, headers, and what may end it. */
export type Input<Id extends OperationId> = Given<'path', Part<Id, 'path'>> &
  Given<'query', Part<Id, 'query'>> &
  Given<'headers', Part<Id, 'header'>> &
  Given<'body', Body<Id>> & { readonly signal?: AbortSignal }

/** No argument where none is needed. */
export type Arguments<Id extends OperationId> = object extends Input<Id> ? [input?: Input<Id>] : [input: Input<Id>]

type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Value } } ? Value : undefined
type Done = 200 | 201 | 202 | 204
type Responses<Id extends OperationId> = operations[Id]['responses']

/** The body of an answer that is no refusal. */
export type Result<Id extends OperationId> = {
  [Status in keyof Responses<Id> & Done]: JsonOf<Responses<Id>[Status]>
}[keyof Responses<Id> & Done]

/** The operations that answer with a page of a list. */
export type PagedId = {
  [Id in OperationId]: Result<Id> extends { items: unknown[]; nextCursor: string | null } ? Id : never
}[OperationId]

/** An item of such a list. */
export type Item<Id extends PagedId> = Result<Id> extends { items: (infer Value)[] } ? Value : never

/** An answer with what stands beside its body. */
export interface Answer<Id extends OperationId> {
  readonly status: number
  /** Undefined for a 304: what the `If-None-Match` names is still current. */
  readonly body: Result<Id> | undefined
  /** For `If-Match` and `If-None-Match`. */
  readonly etag: string | undefined
  /** Whether it is the kept answer to an earlier request with the same Idempotency-Key. */
  readonly isReplayed: boolean
}
