import { setTimeout as pause } from 'node:timers/promises'
import { errors, Pool } from 'undici'
import { z } from 'zod'
import { DomainError, type ErrorCode } from '../errors.ts'
import { exchange } from './exchange.ts'

export interface TransportOptions {
  readonly url: string
  readonly key: string
  /** How long one question may take in all, retries included, in milliseconds. */
  readonly deadlineMs?: number
  readonly connections?: number
}

export interface CallOptions {
  /** Passed on as X-Request-ID, so that the logs of both sides can be put together. */
  readonly requestId?: string
}

/** The way to authz over HTTP. Whatever goes wrong on it is `authorization_unavailable`. */
export interface Transport {
  /** The answer, as its schema knows it. @throws DomainError `authorization_unavailable` */
  ask<Schema extends z.ZodType>(
    path: string,
    question: object,
    schema: Schema,
    call?: CallOptions,
  ): Promise<z.output<Schema>>
  /** Whether authz says that it can decide. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

const ATTEMPTS = 3
/** Of a question to which the database behind authz has no answer yet: over about 600 ms it catches up, or is not a moment behind. */
const ATTEMPTS_WHILE_BEHIND = 6
/** Twice as long before each further attempt. */
const RETRY_PAUSE_MS = 20
/** Above the largest answer there is: 1,000 decisions with their reasons, or the rules of 200 listed grants. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
/** What a proxy says of a replica that is gone, and a replica that cannot read its database. */
const PASSING_STATUSES = new Set([502, 503, 504])
const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'])

export const unavailable = (cause: unknown) => new DomainError('authorization_unavailable', { cause })

class AnsweredError extends Error {
  override readonly name = 'AnsweredError'
  readonly status: number
  /** Whether the database behind authz is older than the question demands. */
  readonly isBehind: boolean

  constructor(status: number, path: string, isBehind = false) {
    super(`authz answered ${status} to ${path}`)
    this.status = status
    this.isBehind = isBehind
  }
}

const BEHIND: ErrorCode = 'stale_replica'

/** The items of a batch that could not be answered. */
const FailedItems = z.object({
  evaluations: z.array(z.object({ context: z.object({ error: z.object({ status: z.int() }).optional() }).optional() })),
})

/** An answer as its schema knows it. @throws AnsweredError where an item of a batch failed in passing; ZodError */
function parseAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown, path: string): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const items = FailedItems.safeParse(answer).data?.evaluations ?? []
  const failed = items.map(({ context }) => context?.error?.status).find((status) => status !== undefined)
  throw failed === 503 ? new AnsweredError(failed, path, true) : parsed.error
}

/** How often a question is asked at most that has met this: asking again is safe, for a question changes nothing. */
function attemptsAfter(error: unknown): number {
  if (error instanceof AnsweredError) {
    if (error.isBehind) return ATTEMPTS_WHILE_BEHIND
    // Any other answer, even a bad one, is never asked again.
    return PASSING_STATUSES.has(error.status) ? ATTEMPTS : 1
  }
  const isBroken = error instanceof Error && 'code' in error && CONNECTION_ERRORS.has(String(error.code))
  return isBroken || error instanceof errors.SocketError ? ATTEMPTS : 1
}

export function createTransport(options: TransportOptions): Transport {
  const { url, key, deadlineMs = 2_000, connections = 32 } = options
  const pool = new Pool(url, { connections, connect: { timeout: deadlineMs }, maxResponseSize: MAX_ANSWER_BYTES })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

  const send = async (path: string, body: string, requestId: string | undefined, withinMs: number) => {
    const withId = requestId === undefined ? headers : { ...headers, 'x-request-id': requestId }
    const { status, text } = await exchange(pool, { path, method: 'POST', headers: withId, body }, withinMs)
    if (status !== 200) throw new AnsweredError(status, path, text.includes(`"${BEHIND}"`))
    return JSON.parse(text) as unknown
  }

  const ask: Transport['ask'] = async (path, question, schema, call) => {
    const body = JSON.stringify(question)
    const begun = performance.now()
    for (let attempt = 1, left = deadlineMs; ; attempt += 1) {
      try {
        return parseAnswer(schema, await send(path, body, call?.requestId, left), path)
      } catch (error) {
        left = deadlineMs - (performance.now() - begun)
        const pauseMs = RETRY_PAUSE_MS * 2 ** (attempt - 1)
        if (attempt >= attemptsAfter(error) || left <= pauseMs) throw unavailable(error)
        await pause(pauseMs)
        left -= pauseMs
      }
    }
  }

  const ready = async () => {
    try {
      const { status } = await exchange(pool, { path: '/readyz', method: 'GET' }, deadlineMs)
      return status === 200
    } catch {
      return false
    }
  }

  return { ask, ready, close: () => pool.destroy() }
}
