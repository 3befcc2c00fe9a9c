import { setTimeout as pause } from 'node:timers/promises'
import { errors, Pool } from 'undici'
import type { z } from 'zod'
import { DomainError } from '../errors.ts'
import type { QUESTION_OUTCOMES } from '../metrics/catalogue.ts'
import { exchange, Late } from './exchange.ts'

export interface TransportOptions {
  readonly url: string
  readonly key: string
  /** How long one question may take in all, retries included, in milliseconds. */
  readonly deadlineMs?: number
  readonly connections?: number
  /** Told how each question ended. */
  readonly onOutcome?: (outcome: QuestionOutcome) => void
}

export type QuestionOutcome = (typeof QUESTION_OUTCOMES)[number]

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

  constructor(status: number, path: string) {
    super(`authz answered ${status} to ${path}`)
    this.status = status
  }
}

// Asking again is safe, for a question changes nothing; any other answer, even a bad one, is never asked again.
const isPassing = (error: unknown): boolean =>
  (error instanceof AnsweredError && PASSING_STATUSES.has(error.status)) ||
  error instanceof errors.SocketError ||
  (error instanceof Error && 'code' in error && CONNECTION_ERRORS.has(String(error.code)))

const outcomeOf = (error: unknown): QuestionOutcome => {
  if (error instanceof Late) return 'late'
  if (isPassing(error)) return 'unreachable'
  return error instanceof AnsweredError ? 'refused' : 'malformed'
}

export function createTransport(options: TransportOptions): Transport {
  const { url, key, deadlineMs = 2_000, connections = 32, onOutcome = () => {} } = options
  const pool = new Pool(url, { connections, connect: { timeout: deadlineMs }, maxResponseSize: MAX_ANSWER_BYTES })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

  const send = async (path: string, body: string, requestId: string | undefined, withinMs: number) => {
    const withId = requestId === undefined ? headers : { ...headers, 'x-request-id': requestId }
    const { status, text } = await exchange(pool, { path, method: 'POST', headers: withId, body }, withinMs)
    if (status !== 200) throw new AnsweredError(status, path)
    return JSON.parse(text) as unknown
  }

  const ask: Transport['ask'] = async (path, question, schema, call) => {
    const body = JSON.stringify(question)
    const begun = performance.now()
    for (let attempt = 1, left = deadlineMs; ; attempt += 1) {
      try {
        const answer = schema.parse(await send(path, body, call?.requestId, left))
        onOutcome('answered')
        return answer
      } catch (error) {
        left = deadlineMs - (performance.now() - begun)
        const pauseMs = RETRY_PAUSE_MS * attempt
        if (attempt === ATTEMPTS || left <= pauseMs || !isPassing(error)) {
          onOutcome(outcomeOf(error))
          throw unavailable(error)
        }
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
