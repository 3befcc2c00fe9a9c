import type { PlainHeaders, RequestScope } from './scope.ts'

const carried = ({ headers, phase }: RequestScope): PlainHeaders =>
  phase?.isLast ? { ...headers, connection: 'close' } : headers

/**
 * The answer to a request, with everything that each answer carries. Its headers are a plain object from the beginning:
 * a `Headers`, or a header set later, costs node-server its short way.
 */
export const answer = (scope: RequestScope, status: number, body: string | null, headers: PlainHeaders): Response =>
  complete(scope, new Response(body, { status, headers: { ...carried(scope), ...headers } }))

function complete(scope: RequestScope, response: Response): Response {
  scope.complete = response
  return response
}

/** An answer of JSON that is written already. Its type is named where V8 copies the other headers as a whole. */
export const answerText = (scope: RequestScope, json: string, status = 200): Response =>
  complete(scope, new Response(json, { status, headers: { ...carried(scope), 'content-type': 'application/json' } }))

export const answerJson = (scope: RequestScope, body: unknown, status = 200): Response =>
  answerText(scope, JSON.stringify(body), status)

/** An answer from anywhere, completed. */
export function completed(scope: RequestScope, response: Response): Response {
  if (scope.complete === response) return response
  for (const [name, value] of Object.entries(carried(scope))) response.headers.set(name, value)
  return response
}
