import type { Reply } from './http.ts'

export const INVALID = [400, 'invalid_request']
export const UNAUTHORIZED = [401, 'unauthorized']
export const FORBIDDEN = [403, 'forbidden']
export const MUST_CHANGE_PASSWORD = [403, 'password_change_required']
export const NOT_FOUND = [404, 'not_found']
export const UNAVAILABLE = [503, 'authorization_unavailable']

/** The status, and the code of a problem. */
export const answerOf = ({ status, code }: Reply): unknown[] => [status, code]

/** The status, the code and, where there is one, the pointer of a refusal. */
export function refusalOf(reply: Reply): unknown[] {
  const pointer = reply.at('errors.0.pointer')
  return pointer === undefined ? answerOf(reply) : [...answerOf(reply), pointer]
}

/** Where all errors of a problem point. */
export const pointersOf = (reply: Reply): string[] =>
  Array.from(Object(reply.at('errors') ?? []), (error) => String(Object(error).pointer))

/** What two answers to failed requests have in common: everything but the id of the request. */
export function problemOf({ status, body }: Reply): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) throw new Error(`no problem in ${status} ${String(body)}`)
  const { requestId: _, ...problem } = Object.fromEntries(Object.entries(body))
  return problem
}

/** Requests with this header that are answered alike are answered byte for byte the same. */
export const SAME_REQUEST_ID = { 'x-request-id': 'the same for all' }

/** The whole answer: status, body and headers. */
export const wholeOf = ({ status, text, headers }: Reply) => ({ status, text, headers: [...headers] })

/** The same but for the limits of the client, which tell how often it has failed or asked. */
export const wholeButLimits = (reply: Reply) => {
  const { headers, ...rest } = wholeOf(reply)
  return { ...rest, headers: headers.filter(([name]) => !name.startsWith('ratelimit')) }
}

/** Runs so many at once. */
export const many = <Result>(count: number, one: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => one(index)))

/** Runs so many one after the other, and answers their statuses. */
export async function inTurn(count: number, one: () => Promise<Reply>): Promise<number[]> {
  const statuses: number[] = []
  for (let made = 0; made < count; made += 1) statuses.push((await one()).status)
  return statuses
}

/** How many answers there were of each kind, as `201` or `409 unit_occupied`. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, code } of replies) {
    const kind = code === undefined ? String(status) : `${status} ${code}`
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
