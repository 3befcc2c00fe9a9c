import { retryAfterOf } from './error.ts'

export type Fetch = (request: Request) => Promise<Response>

/** How often and how long a request is tried again. Times are in milliseconds. */
export interface Retries {
  /** The first one included. */
  readonly attempts: number
  /** Before the second; each one after it is twice as long. */
  readonly pause: number
  /** An answer that asks for a longer pause is handed on. */
  readonly longest: number
}

export const RETRIES: Retries = { attempts: 4, pause: 250, longest: 10_000 }

const PASSING = new Set([429, 502, 503, 504])

/** Whether sending the request twice has the effect of sending it once. */
const isRepeatable = ({ method, headers }: Request): boolean =>
  method === 'GET' || method === 'PUT' || headers.has('idempotency-key')

/** The same request is still worked on: its answer is not there yet. */
const isInUse = async (answer: Response): Promise<boolean> =>
  answer.status === 409 && (await answer.clone().text()).includes('"idempotency_key_in_use"')

/** @throws the reason of the signal, when that aborts */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

/** Half of the pause is random jitter, so that clients that failed together do not retry together. */
const pauseAfter = (attempt: number, pause: number): number => pause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)

/** Sends a request that may be repeated again while there is no answer, or one that passes. */
export function retrying(fetch: Fetch, { attempts, pause, longest }: Retries): Fetch {
  return async (request) => {
    const most = isRepeatable(request) ? attempts : 1
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= most
      try {
        const answer = await fetch(isLast ? request : request.clone())
        if (isLast || !(PASSING.has(answer.status) || (await isInUse(answer)))) return answer
        const asked = (retryAfterOf(answer) ?? 0) * 1_000
        if (asked > longest) return answer
        // Read to its end, so that the connection is free again.
        await answer.text()
        await sleep(Math.max(asked, pauseAfter(attempt, pause)), request.signal)
      } catch (error) {
        if (isLast || request.signal.aborted) throw error
        await sleep(pauseAfter(attempt, pause), request.signal)
      }
    }
  }
}
