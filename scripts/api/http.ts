import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { z } from 'zod'

const ATTEMPTS = 6
const FIRST_PAUSE_MS = 250
/** What may be there again in a moment; the requests of these scripts do the same when they are sent twice. */
const PASSING = new Set([429, 502, 503, 504])

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

const Problem = z.object({ code: z.string(), title: z.string(), detail: z.string().optional() })

/** The stable code of a refusal; nothing when the answer is none. */
export const codeOf = ({ body }: Reply): string | undefined => Problem.safeParse(body).data?.code

const passes = (reply: Reply): boolean => PASSING.has(reply.status) || codeOf(reply) === 'idempotency_key_in_use'

/** Requests over a few connections that are kept. */
export interface Http {
  /** Asks again, in growing pauses, when there is no answer or one that passes. @throws Error without any answer */
  send(call: Call): Promise<Reply>
  close(): Promise<void>
}

export function createHttp(baseUrl: string, connections: number): Http {
  const pool = new Pool(baseUrl, { connections })
  const once = async ({ method, path, headers = {}, body }: Call) => {
    const typed = { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const sent = body === undefined ? null : JSON.stringify(body)
    const answer = await pool.request({ method, path, headers: typed, body: sent })
    const text = await answer.body.text()
    const isJson = String(answer.headers['content-type']).includes('json')
    const retryAfter = Number(answer.headers['retry-after'])
    return { status: answer.statusCode, body: isJson ? JSON.parse(text) : undefined, retryAfter }
  }
  const send = async (call: Call, attempt = 1): Promise<Reply> => {
    const last = attempt === ATTEMPTS
    const reply = await once(call).catch((error: unknown) => {
      if (last) throw new Error(`${baseUrl} cannot be reached`, { cause: error })
    })
    if (reply !== undefined && (last || !passes(reply))) return { status: reply.status, body: reply.body }
    const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1)
    await sleep(reply !== undefined && reply.retryAfter > 0 ? reply.retryAfter * 1_000 : pause)
    return send(call, attempt + 1)
  }
  return { send: (call) => send(call), close: () => pool.close() }
}

/** An answer that is none of those expected. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply'

  constructor({ method, path }: Call, { status, body }: Reply) {
    const problem = Problem.safeParse(body).data
    const told = problem === undefined ? '' : ` ${problem.code}: ${problem.detail ?? problem.title}`
    super(`${method} ${path} answered ${status}${told}`)
  }
}
