import type { z } from 'zod'
import { type Connection, fetchConnection } from './connection.ts'
import { AuthzError, AuthzUnavailableError, UnexpectedAnswerError } from './errors.ts'
import { errorOf, problemIn } from './refused.ts'

export interface AuthzClientOptions {
  /** Where authz is. */
  readonly url: string
  /** Of this service, as authz knows it. */
  readonly key: string
  /** How long one question may take in all, retries included, in milliseconds: 2,000 unless said. */
  readonly deadlineMs?: number
  /** Instead of the global `fetch`. */
  readonly connection?: Connection
}

export interface CallOptions {
  /** Passed on as X-Request-ID, so that the logs of both sides can be put together. */
  readonly requestId?: string
}

/** The way of questions and answers over HTTP. */
export interface Transport {
  /** The answer, as its schema knows it. @throws AuthzError */
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

const DEADLINE_MS = 2_000
const ATTEMPTS = 3
/** Of a question for which the database behind authz is too old: it mostly catches up within their 600 ms. */
const ATTEMPTS_WHILE_BEHIND = 6
/** Twice as long before each further attempt. */
const RETRY_PAUSE_MS = 20
/** The code of an answer that says so. */
export const BEHIND = 'stale_replica'
/** Sent by a proxy whose replica is gone, and by a replica that cannot read its database. */
const PASSING_STATUSES = new Set([502, 503, 504])
const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'])

/** `fetch` tells why it failed by the cause of its error. */
const isBroken = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && CONNECTION_ERRORS.has(String(error.code))) || isBroken(error.cause))

// Asking again is safe, for a question changes nothing; any other answer, even a bad one, is never asked again.
const attemptsAfter = (error: unknown): number => {
  if (error instanceof AuthzError && error.code === BEHIND) return ATTEMPTS_WHILE_BEHIND
  const isPassing = error instanceof AuthzError ? PASSING_STATUSES.has(error.status ?? 0) : isBroken(error)
  return isPassing ? ATTEMPTS : 1
}

const failure = (error: unknown): AuthzError =>
  error instanceof AuthzError ? error : new AuthzUnavailableError('authz cannot be reached', { cause: error })

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function parsed<Schema extends z.ZodType>(schema: Schema, text: string, path: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    if (cause instanceof AuthzError) throw cause
    throw new UnexpectedAnswerError(`what answered ${path} is no answer of authz`, { status: 200, cause })
  }
}

export function createTransport({ url, key, deadlineMs = DEADLINE_MS, connection }: AuthzClientOptions): Transport {
  const { send, close } = connection ?? fetchConnection(url)
  const ownHeaders = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

  const askOnce = async (path: string, body: string, headers: Record<string, string>, withinMs: number) => {
    const { status, text, retryAfter } = await send({ method: 'POST', path, headers, body }, withinMs)
    if (status !== 200) throw errorOf({ status, retryAfter, ...problemIn(text) })
    return text
  }

  const ask: Transport['ask'] = async (path, question, schema, { requestId } = {}) => {
    const body = JSON.stringify(question)
    const headers = requestId === undefined ? ownHeaders : { ...ownHeaders, 'x-request-id': requestId }
    const begun = performance.now()
    for (let attempt = 1, left = deadlineMs; ; attempt += 1) {
      try {
        return parsed(schema, await askOnce(path, body, headers, left), path)
      } catch (error) {
        left = deadlineMs - (performance.now() - begun)
        const pauseMs = RETRY_PAUSE_MS * 2 ** (attempt - 1)
        if (attempt >= attemptsAfter(error) || left <= pauseMs) throw failure(error)
        await pause(pauseMs)
        left -= pauseMs
      }
    }
  }

  const ready = async () => {
    try {
      return (await send({ method: 'GET', path: '/readyz', headers: {} }, deadlineMs)).status === 200
    } catch {
      return false
    }
  }

  return { ask, ready, close: async () => close?.() }
}
