import type { PlainHeaders, RequestScope } from './scope.ts'

const carried = ({ headers, phase }: RequestScope): PlainHeaders =>
  phase?.isLast ? { ...headers, connection: 'close' } : headers

/**
 * The answer to a request, with everything that each answer carries. Its headers are a plain object from the beginning:
 * a `Headers`, or a header set later, costs node-server its short way.
 */
export function answer(scope: RequestScope, status: number, body: string | null, headers: PlainHeaders): Response {
  const response = new Response(body, { status, headers: { ...carried(scope), ...headers } })
  scope.complete = response
  return response
}

const JSON_TYPE: PlainHeaders = { 'content-type': 'application/json' }

/** An answer of JSON that is written already. */
export const answerText = (scope: RequestScope, json: string, status = 200): Response =>
  answer(scope, status, json, JSON_TYPE)

export const answerJson = (scope: RequestScope, body: unknown, status = 200): Response =>
  answerText(scope, JSON.stringify(body), status)

/** An answer from anywhere, completed. */
export function completed(scope: RequestScope, response: Response): Response {
  if (scope.complete === response) return response
  for (const [name, value] of Object.entries(carried(scope))) response.headers.set(name, value)
  return response
}
