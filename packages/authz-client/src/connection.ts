import { AuthzTimeoutError, UnexpectedAnswerError } from './errors.ts'

export interface Sent {
  readonly method: 'GET' | 'POST'
  /** With its leading slash. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Received {
  readonly status: number
  readonly text: string
  /** The header of that name. */
  readonly retryAfter?: string | undefined
}

/** The connection to authz. A service for which `fetch` is too slow passes its own. */
export interface Connection {
  /**
   * Sends one request, follows no redirection, and reads the answer whole, up to `MAX_ANSWER_BYTES`.
   * @param withinMs how long that may take, the wait for a connection included, in milliseconds
   * @throws AuthzTimeoutError, or the error of a connection that broke
   */
  send(request: Sent, withinMs: number): Promise<Received>
  close?(): Promise<void>
}

/** Above the largest answer there is: 1,000 decisions with their reasons, or the rules of 200 listed grants. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024

async function readWhole(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES) throw new UnexpectedAnswerError(`an answer of more than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** By the global `fetch`, whose connections are kept alive for all clients of the process. */
export const fetchConnection = (url: string): Connection => ({
  async send({ method, path, headers, body = null }, withinMs) {
    const signal = AbortSignal.timeout(Math.max(1, Math.floor(withinMs)))
    const address = `${url.replace(/\/+$/, '')}${path}`
    try {
      const response = await fetch(address, { method, headers, body, signal, redirect: 'manual' })
      const retryAfter = response.headers.get('retry-after') ?? undefined
      return { status: response.status, text: await readWhole(response), retryAfter }
    } catch (cause) {
      throw signal.aborted ? new AuthzTimeoutError(`no answer within ${withinMs} ms`, { cause }) : cause
    }
  },
})
