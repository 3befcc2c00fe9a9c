import { z } from 'zod'

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/

/**
 * A cursor or page token that goes on after another id. Walking to the end of a million rows takes minutes; whoever
 * uses this proves that the page it leads to is the last.
 * @throws Error when there is no id in it
 */
export function goingOnAfter(cursor: string, id: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!ID.test(text)) throw new Error('This cursor holds no id: the last page cannot be reached')
  return Buffer.from(text.replace(ID, id)).toString('base64url')
}

const ListPage = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() })
const SearchPage = z.object({ results: z.array(z.unknown()), page: z.object({ next_token: z.string() }) })

export const nextOfList = (answer: unknown): string => ListPage.parse(answer).nextCursor ?? ''
export const nextOfSearch = (answer: unknown): string => SearchPage.parse(answer).page.next_token

/** @throws Error when a page is not full */
export function assertFull(answer: unknown, limit: number, what: string): void {
  const { items = [], results = [] } = z
    .object({ items: z.array(z.unknown()).optional(), results: z.array(z.unknown()).optional() })
    .parse(answer)
  if (items.length + results.length !== limit) {
    throw new Error(`${what}: a page of ${items.length + results.length} instead of ${limit}`)
  }
}
