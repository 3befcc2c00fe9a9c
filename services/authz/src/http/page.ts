import { createHash } from 'node:crypto'
import { SEARCH_PAGE } from '@latchkey/shared/authz/limits'
import { invalid } from '@latchkey/shared/errors'
import { z } from 'zod'
import type { Page, PageRequest } from '../decision-point.ts'

interface Search {
  readonly page?: { readonly token?: string | undefined; readonly limit?: number | undefined } | undefined
}

/** What a token says: the search it belongs to, and what the page comes after. */
const Token = z.tuple([z.string(), z.string()])

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value

/** The same for two searches only when they are the same but for the page, whatever the order of their members. */
const fingerprintOf = (kind: string, { page: _, ...search }: Search): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, search], sorted))
    .digest('base64url')

const badToken = () => invalid('/page/token', 'is not the token of a page of this search')

const read = (token: string): z.output<typeof Token> => {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
  } catch {
    throw badToken()
  }
}

/** The page that a search asks for. @throws DomainError `invalid_request` for the token of another search */
export function pageRequestOf(kind: string, search: Search): PageRequest {
  const { token = '', limit = SEARCH_PAGE.byDefault } = search.page ?? {}
  const bounded = Math.min(limit, SEARCH_PAGE.most)
  if (token === '') return { after: undefined, limit: bounded }
  const [fingerprint, after] = read(token)
  if (fingerprint !== fingerprintOf(kind, search)) throw badToken()
  return { after, limit: bounded }
}

/** What a search answers: one page, and the token of the next. */
export function searchResponse<Result>(kind: string, search: Search, { results, next }: Page<Result>) {
  const token = next === undefined ? '' : JSON.stringify([fingerprintOf(kind, search), next])
  return { results, page: { next_token: Buffer.from(token).toString('base64url'), count: results.length } }
}
