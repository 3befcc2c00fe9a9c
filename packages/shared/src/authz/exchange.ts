import type { Dispatcher, Pool } from 'undici'

export interface Answer {
  readonly status: number
  readonly text: string
}

/** The answer did not come, or not whole, in time. */
export class Late extends Error {
  override readonly name = 'Late'
}

/**
 * Sends one request and reads its answer whole. By undici's `dispatch`: its `request` makes a stream, and a signal a
 * handful of listeners, for an answer that is one packet.
 * @param withinMs how long that may take, the wait for a connection included, in milliseconds
 * @throws Late, or undici's error of a connection that broke
 */
export function exchange(pool: Pool, options: Dispatcher.DispatchOptions, withinMs: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let connection: Dispatcher.DispatchController | undefined
  let late: Late | undefined
  let status = 0
  const chunks: Buffer[] = []
  const timer = setTimeout(() => {
    late = new Late(`no answer within ${withinMs} ms`)
    connection?.abort(late)
    reject(late)
  }, withinMs)
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (controller) => {
      connection = controller
      // It waited for a connection for so long that nobody waits for its answer any more.
      if (late !== undefined) controller.abort(late)
    },
    onResponseStart: (_, code) => {
      status = code
    },
    onResponseData: (_, chunk) => {
      chunks.push(chunk)
    },
    onResponseEnd: () => {
      clearTimeout(timer)
      const [first] = chunks
      const whole = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)
      resolve({ status, text: whole.toString('utf8') })
    },
    onResponseError: (_, error) => {
      clearTimeout(timer)
      reject(error)
    },
  }
  pool.dispatch(options, handler)
  return promise
}
