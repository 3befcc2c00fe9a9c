import type { components } from './generated/schema.ts'

/** What core-api says of a request that it refuses (RFC 9457). */
export type Problem = components['schemas']['Problem']
/** Stable; the closed list of the OpenAPI document. */
export type ErrorCode = Problem['code']

/** A request that core-api has answered with a problem. */
export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError'
  readonly problem: Problem
  readonly code: ErrorCode
  readonly status: number
  /** After how many seconds it may be tried again, where the answer says so. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail === undefined ? problem.title : `${problem.title}: ${problem.detail}`)
    this.problem = problem
    this.code = problem.code
    this.status = problem.status
    this.retryAfter = retryAfter
  }
}

/** A request without an answer of core-api: nothing was reached, or something between answered. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  /** Of what answered instead. */
  readonly status: number | undefined

  constructor(message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.status = options.status
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body

/** Seconds of a Retry-After header; undefined without one, or where it is a date. */
export function retryAfterOf(answer: Response): number | undefined {
  const text = answer.headers.get('retry-after')
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined
}

const answeredElsewhere = ({ status }: Response, cause?: unknown): UnreachableError =>
  new UnreachableError(`Something else than core-api answered ${status}`, { status, cause })

/** The error for a response with a status of 400 or more. `body` is its JSON, or its text when it is not JSON. */
export const errorOf = (answer: Response, body: unknown): LatchkeyError | UnreachableError =>
  isProblem(body) ? new LatchkeyError(body, retryAfterOf(answer)) : answeredElsewhere(answer)

/** The JSON of an answer, undefined without a body. @throws UnreachableError when it is none */
export async function jsonOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch (cause) {
    throw answeredElsewhere(answer, cause)
  }
}
