import { invalid } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import { afterId, cursorAfter, type Page } from '../http/page.ts'

/** Where a page of units begins: after this id, or, in the order of labels, after this label and id. */
export interface Place {
  readonly id: string
  readonly label?: string
}

const LABEL_VERSION = 'label.'
const ID_LENGTH = 36

const cursorAfterLabel = ({ id, label }: { readonly id: string; readonly label: string }): string =>
  Buffer.from(LABEL_VERSION + id + label).toString('base64url')

/** A label may change or go between two pages: the cursor has the one that was shown. */
const afterLabel = (cursor: string): Place => {
  const text = Buffer.from(cursor, 'base64url').toString().slice(LABEL_VERSION.length)
  const [id, label] = [text.slice(0, ID_LENGTH), text.slice(ID_LENGTH)]
  const isOurs = isId(id) && !label.includes('\0') && cursorAfterLabel({ id, label }) === cursor
  if (!isOurs) throw invalid('/cursor', 'is not a cursor')
  return { id, label }
}

interface SortedPage extends Page {
  readonly sort?: 'label' | undefined
}

/** @throws DomainError `invalid_request` for a cursor that is none of ours, or that of another order */
export function placeOf(page: SortedPage): Place | undefined {
  if (page.sort === 'label' && page.cursor !== undefined) return afterLabel(page.cursor)
  const id = afterId(page)
  return id === undefined ? undefined : { id }
}

/** The cursor of a page that begins after the unit, in this order. */
export const cursorIn =
  ({ sort }: SortedPage) =>
  (unit: { readonly id: string; readonly label: string }): string =>
    sort === 'label' ? cursorAfterLabel(unit) : cursorAfter(unit.id)
