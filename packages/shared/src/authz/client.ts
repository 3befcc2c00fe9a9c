import { setTimeout as pause } from 'node:timers/promises'
import { errors, Pool } from 'undici'
import type { z } from 'zod'
import { DomainError } from '../errors.ts'
import { AccessPage, type AccessQuestion } from './access.ts'
import { Abilities, type AbilitiesQuestion, Decision, Decisions, type Question } from './contract.ts'

export interface AuthzClientOptions {
  readonly url: string
  readonly key: string
  /** How long one question may take in all, retries included, in milliseconds. */
  readonly deadlineMs?: number
  readonly connections?: number
}

interface CallOptions {
  readonly requestId?: string
}

/** Asks authz. Whatever goes wrong is `authorization_unavailable`; nothing that went wrong is ever a permit. */
export interface AuthzClient {
  /** @throws DomainError `authorization_unavailable` */
  check(question: Question, options?: CallOptions): Promise<Decision>
  /** The decisions in the order of the questions. @throws DomainError `authorization_unavailable` */
  checkAll(questions: readonly Question[], options?: CallOptions): Promise<Decision[]>
  /** @throws DomainError `authorization_unavailable` */
  abilities(question: AbilitiesQuestion, options?: CallOptions): Promise<Abilities>
  /** A page of who may do what in a building. @throws DomainError `authorization_unavailable` */
  access(question: AccessQuestion, options?: CallOptions): Promise<AccessPage>
  /** Whether authz says that it can decide. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

const ATTEMPTS = 3
const RETRY_PAUSE_MS = 20
const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'])

const unavailable = (cause: unknown) => new DomainError('authorization_unavailable', { cause })

// Asking again is safe, for a question changes nothing; an answer that came, even a bad one, is never asked again.
const isConnectionError = (error: unknown): boolean =>
  error instanceof errors.SocketError ||
  (error instanceof Error && 'code' in error && CONNECTION_ERRORS.has(String(error.code)))

export function createAuthzClient(options: AuthzClientOptions): AuthzClient {
  const { url, key, deadlineMs = 2_000, connections = 32 } = options
  const pool = new Pool(url, { connections, connect: { timeout: deadlineMs } })

  const send = async (path: string, body: string, requestId: string | undefined, signal: AbortSignal) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const withId = requestId === undefined ? headers : { ...headers, 'x-request-id': requestId }
    const answer = await pool.request({ path, method: 'POST', headers: withId, body, signal })
    const text = await answer.body.text()
    if (answer.statusCode !== 200) throw new Error(`authz answered ${answer.statusCode} to ${path}`)
    return JSON.parse(text) as unknown
  }

  const ask = async <Schema extends z.ZodType>(path: string, question: object, schema: Schema, call?: CallOptions) => {
    const body = JSON.stringify(question)
    const deadline = AbortSignal.timeout(deadlineMs)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return schema.parse(await send(path, body, call?.requestId, deadline))
      } catch (error) {
        if (attempt === ATTEMPTS || deadline.aborted || !isConnectionError(error)) throw unavailable(error)
        await pause(RETRY_PAUSE_MS * attempt)
      }
    }
  }

  const ready = async () => {
    try {
      const answer = await pool.request({ path: '/readyz', method: 'GET', signal: AbortSignal.timeout(deadlineMs) })
      await answer.body.dump()
      return answer.statusCode === 200
    } catch {
      return false
    }
  }

  return {
    check: (question, call) => ask('/authz/check', question, Decision, call),
    checkAll: async (questions, call) => {
      const { evaluations } = await ask('/authz/check/batch', { evaluations: questions }, Decisions, call)
      if (evaluations.length === questions.length) return evaluations
      throw unavailable(new Error(`authz answered ${evaluations.length} of ${questions.length} questions`))
    },
    access: (question, call) => ask('/authz/access', question, AccessPage, call),
    abilities: (question, call) => ask('/authz/abilities', question, Abilities, call),
    ready,
    close: () => pool.destroy(),
  }
}
