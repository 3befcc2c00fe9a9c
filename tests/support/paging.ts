import type { Http } from './http.ts'

/** Reads a list to its end and answers one member of each item, page by page. */
export async function readPages(http: Http, path: string, limit: number, member = 'id'): Promise<unknown[][]> {
  const pages: unknown[][] = []
  const first = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`
  for (let next: string | undefined = first; next !== undefined; ) {
    const reply = await http.get(next)
    if (reply.status !== 200) throw new Error(`${next} answered ${reply.status} ${reply.text}`)
    pages.push(reply.items(member))
    next = reply.at('nextCursor') === null ? undefined : `${first}&cursor=${reply.str('nextCursor')}`
  }
  return pages
}

/** The sizes of the pages in which so many items come, at so many a page: a list never ends with an empty page. */
export const pageSizes = (items: number, limit: number): number[] =>
  Array.from({ length: Math.max(1, Math.ceil(items / limit)) }, (_, page) => Math.min(limit, items - page * limit))
