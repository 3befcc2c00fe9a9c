import { z } from 'zod'
import type { PermissionKey } from '../permissions.ts'
import type { Asked, ResourceType } from './asked.ts'
import { permissionKey } from './contract.ts'
import type { CallOptions, Transport } from './transport.ts'

export interface SearchOptions extends CallOptions {
  /** How many results are fetched at once. */
  readonly pageSize?: number
}

export interface FoundResource {
  readonly type: ResourceType
  readonly id: string
}

const PAGE_SIZE = 200
const page = z.object({ next_token: z.string() })
const found = <Result extends z.ZodType>(result: Result) => z.object({ results: z.array(result), page })

const Subjects = found(z.object({ type: z.literal('user'), id: z.string() }))
const Resources = found(z.object({ type: z.enum(['org', 'building', 'unit']), id: z.string() }))
const Actions = found(z.object({ name: permissionKey }))

/** Results come one by one; a page is fetched when the one before is used up. */
export interface Searches {
  /** The ids of all users who may, fetched page by page. @throws DomainError `authorization_unavailable` */
  searchSubjects(search: Omit<Asked, 'subject'>, options?: SearchOptions): AsyncIterable<string>
  /** All resources of a type where the subject may, page by page. @throws DomainError `authorization_unavailable` */
  searchResources(
    search: Omit<Asked, 'resource'> & { readonly type: ResourceType },
    options?: SearchOptions,
  ): AsyncIterable<FoundResource>
  /** All keys that the subject may use there. @throws DomainError `authorization_unavailable` */
  searchActions(search: Omit<Asked, 'action'>, options?: SearchOptions): AsyncIterable<PermissionKey>
}

export function createPages(ask: Transport['ask']): Searches {
  async function* results<Result>(
    path: string,
    search: object,
    schema: z.ZodType<{ results: Result[]; page: { next_token: string } }>,
    { pageSize: limit = PAGE_SIZE, ...call }: SearchOptions = {},
  ): AsyncGenerator<Result> {
    let token = ''
    do {
      const asked = { ...search, page: token === '' ? { limit } : { limit, token } }
      const answer = await ask(path, asked, schema, call)
      yield* answer.results
      token = answer.page.next_token
    } while (token !== '')
  }

  return {
    async *searchSubjects(search, options) {
      const asked = { ...search, subject: { type: 'user' } }
      for await (const { id } of results('/access/v1/search/subject', asked, Subjects, options)) yield id
    },
    searchResources: ({ type, ...search }, options) =>
      results('/access/v1/search/resource', { ...search, resource: { type } }, Resources, options),
    async *searchActions(search, options) {
      for await (const { name } of results('/access/v1/search/action', search, Actions, options)) yield name
    },
  }
}
