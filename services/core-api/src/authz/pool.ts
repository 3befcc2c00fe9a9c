import { AuthzTimeoutError, type Connection, MAX_ANSWER_BYTES, type Received } from '@latchkey/authz-client'
import { type Dispatcher, Pool } from 'undici'

const CONNECTIONS = 32
const CONNECT_MS = 2_000

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/**
 * Sends one request and reads its answer whole. By undici's `dispatch`: its `request` makes a stream, and a signal a
 * handful of listeners, for an answer that is one packet.
 * @param withinMs how long that may take, the wait for a connection included, in milliseconds
 * @throws AuthzTimeoutError, or undici's error of a connection that broke
 */
function exchange(pool: Pool, options: Dispatcher.DispatchOptions, withinMs: number): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>()
  let connection: Dispatcher.DispatchController | undefined
  let late: AuthzTimeoutError | undefined
  let status = 0
  let retryAfter: string | undefined
  const chunks: Buffer[] = []
  const timer = setTimeout(() => {
    late = new AuthzTimeoutError(`no answer within ${withinMs} ms`)
    connection?.abort(late)
    reject(late)
  }, withinMs)
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (controller) => {
      connection = controller
      // It waited for a connection for so long that nobody waits for its answer any more.
      if (late !== undefined) controller.abort(late)
    },
    onResponseStart: (_, code, headers) => {
      status = code
      retryAfter = first(headers['retry-after'])
    },
    onResponseData: (_, chunk) => {
      chunks.push(chunk)
    },
    onResponseEnd: () => {
      clearTimeout(timer)
      const [first] = chunks
      const whole = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)
      resolve({ status, text: whole.toString('utf8'), retryAfter })
    },
    onResponseError: (_, error) => {
      clearTimeout(timer)
      reject(error)
    },
  }
  pool.dispatch(options, handler)
  return promise
}

/** A pool of connections to authz, which are kept alive. */
export function poolConnection(url: string, connectMs = CONNECT_MS): Connection {
  const connect = { timeout: connectMs }
  const pool = new Pool(url, { connections: CONNECTIONS, connect, maxResponseSize: MAX_ANSWER_BYTES })
  return {
    send: (request, withinMs) => exchange(pool, request, withinMs),
    close: () => pool.destroy(),
  }
}
