import { createHash } from 'node:crypto'

/** A strong entity tag: it changes whenever the text does. */
export const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('base64url')}"`

/** RFC 9110, 13.1.1: whether If-Match names the tag; it compares strongly, and `*` is whatever there is. */
export const isMatched = (ifMatch: string, etag: string): boolean =>
  ifMatch.trim() === '*' || ifMatch.split(',').some((one) => one.trim() === etag)

/** RFC 9110, 13.1.2: whether If-None-Match names the tag; a weak one counts, and `*` is whatever there is. */
export function isNamedIn(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
