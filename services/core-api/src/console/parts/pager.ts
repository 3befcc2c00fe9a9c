import { type Html, html } from '../html.ts'
import type { Visit } from '../visit.ts'

/** The same page with other parameters; an empty one is left out. */
export function linkTo(
  { url, query }: Pick<Visit, 'url' | 'query'>,
  changes: Readonly<Record<string, string>>,
): string {
  const next = new URLSearchParams(query)
  next.delete('done')
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name)
    else next.set(name, value)
  }
  const [path] = url.split('?', 1)
  return next.size === 0 ? `${path}` : `${path}?${next}`
}

/** The way on through a list, and back to its beginning. `cursor` names the parameter where a page has two lists. */
export function pager(visit: Visit, nextCursor: string | null, what: string, cursor = 'cursor'): Html {
  const isLater = visit.query.has(cursor)
  if (!isLater && nextCursor === null) return html``
  return html`
  <nav class="pager" aria-label="Pages of ${what}">
    ${isLater && html`<a class="button" href="${linkTo(visit, { [cursor]: '' })}">First page</a>`}
    ${nextCursor !== null && html`<a class="button" rel="next" href="${linkTo(visit, { [cursor]: nextCursor })}">Next page</a>`}
  </nav>`
}

/** The query of a list: where the page begins. */
export const pageQuery = ({ query }: Visit, limit: number, cursor = 'cursor') => {
  const after = query.get(cursor)
  return { limit, ...(after !== null && { cursor: after }) }
}
