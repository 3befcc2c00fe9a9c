import type { Reply } from './http.ts'

/** What two answers to failed requests have in common: everything but the id of the request. */
export function problemOf({ status, body }: Reply): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) throw new Error(`no problem in ${status} ${String(body)}`)
  const { requestId: _, ...problem } = Object.fromEntries(Object.entries(body))
  return problem
}
