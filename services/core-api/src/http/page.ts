import { z } from '@hono/zod-openapi'
import { invalid } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200
/** Room for an id and a label. */
const MAX_CURSOR = 300
const CURSOR_VERSION = '1.'

/** The query of every list; `limit` arrives as text. */
export const PageQuery = z.object({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'is not a number from 1 to 200')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_LIMIT))
    .default(DEFAULT_LIMIT)
    .openapi({
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
      description: 'How many at most',
    }),
  cursor: z.string().max(MAX_CURSOR).optional().openapi({ description: '`nextCursor` of the page before' }),
})

export interface Page {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A page of the items of a schema. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** The cursor of a page that begins after this id. */
export const cursorAfter = (id: string): string => Buffer.from(CURSOR_VERSION + id).toString('base64url')

/** The id after which a page begins. @throws DomainError `invalid_request` for a cursor that is none of ours */
export function afterId({ cursor }: Page): string | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString()
  const id = text.slice(CURSOR_VERSION.length)
  if (!text.startsWith(CURSOR_VERSION) || !isId(id) || cursorAfter(id) !== cursor)
    throw invalid('/cursor', 'is not a cursor')
  return id
}

/** How many rows are read for a page: one more tells of a next page. */
export const rowsOf = ({ limit }: Page): number => limit + 1

/** Prisma arguments for a page in the order of ids, which is that of creation. */
export const pageOrder = (page: Page) => ({ orderBy: { id: 'asc' }, take: rowsOf(page) }) as const

/** The rows after the cursor, as a member of `where`. */
export function afterCursor(page: Page): { id?: { gt: string } } {
  const after = afterId(page)
  return after === undefined ? {} : { id: { gt: after } }
}

/** Cuts the extra row off and makes the cursor. */
export function toPage<Row extends { id: string }, Item>(
  rows: readonly Row[],
  { limit }: Page,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string = ({ id }) => cursorAfter(id),
) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}
