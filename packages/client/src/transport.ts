import createFetchClient from 'openapi-fetch'
import { errorOf, UnreachableError } from './error.ts'
import { OPERATIONS } from './generated/operations.ts'
import { type Fetch, RETRIES, type Retries, retrying } from './retry.ts'
import { createSessionKeeper, type Session, type SessionKeeper } from './session.ts'

export interface ClientOptions {
  /** Where core-api is, without `/api`. */
  readonly baseUrl: string
  /** A session of before, to go on with. */
  readonly session?: Session
  /** Told of each new session, to keep it, and of its end (undefined). */
  readonly onSession?: (session: Session | undefined) => void
  /** The access token, where somebody else signs in and refreshes. */
  readonly accessToken?: () => string | Promise<string>
  /** For the operations of the platform. */
  readonly platformKey?: string
  /** Instead of the global `fetch`. */
  readonly fetch?: Fetch
  readonly retries?: Partial<Retries>
}

/** What stands in any input, whatever the operation. */
export interface AnyInput {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** How an operation is called. */
type Row = (typeof OPERATIONS)[keyof typeof OPERATIONS]

/** An answer; of a refusal the body has been read. */
interface Received {
  readonly response: Response
  readonly refusal?: unknown
}

export interface Transport {
  readonly sessions: SessionKeeper
  /** Whoever has a session is refreshed when it is over. @throws LatchkeyError, UnreachableError */
  send(row: Row, input: AnyInput): Promise<Response>
}

type SendOnce = (row: Row, input: AnyInput, bearer?: string) => Promise<Received>

function createRequest({ baseUrl, platformKey = '', fetch, retries }: ClientOptions): SendOnce {
  const repeated = retrying(fetch ?? ((request) => globalThis.fetch(request)), { ...RETRIES, ...retries })
  const { request } = createFetchClient<never>({ baseUrl })
  return async (row, { path, query, headers, body, signal }, bearer) => {
    const credentials = {
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(row.auth === 'platformKey' && { 'x-platform-key': platformKey }),
    }
    const asked = { params: { path, query }, body, signal, headers: { ...credentials, ...headers } }
    const init = { ...asked, fetch: repeated, parseAs: 'stream' }
    try {
      // safe because the types of the operations have checked path, query and body
      const { response, error } = await request(row.method as never, row.path as never, init as never)
      return { response, refusal: error }
    } catch (cause) {
      if (signal?.aborted) throw cause
      throw new UnreachableError(`${baseUrl} cannot be reached`, { cause })
    }
  }
}

export function createTransport(options: ClientOptions): Transport {
  const request = createRequest(options)
  const refresh = async ({ refreshToken }: Session): Promise<Session | undefined> => {
    const { response, refusal } = await request(OPERATIONS.refreshSession, { body: { refreshToken } })
    if (response.ok) return response.json()
    if (response.status === 401) return undefined
    throw errorOf(response, refusal)
  }
  const sessions = createSessionKeeper(refresh, options.session, options.onSession ?? (() => undefined))
  const sendAs = async (row: Row, input: AnyInput): Promise<Received> => {
    if (row.auth !== 'bearer') return request(row, input)
    if (options.accessToken !== undefined) return request(row, input, await options.accessToken())
    const token = sessions.current()?.accessToken
    const received = await request(row, input, token)
    if (received.response.status !== 401 || token === undefined) return received
    const renewed = await sessions.renew(token)
    return renewed === undefined ? received : request(row, input, renewed.accessToken)
  }
  const send: Transport['send'] = async (row, input) => {
    const { response, refusal } = await sendAs(row, input)
    if (response.status >= 400) throw errorOf(response, refusal)
    return response
  }
  return { sessions, send }
}
