import { type Client, createClient, type Session } from '@latchkey/client'
import type { Connection } from '@latchkey/shared/http/scope'

export type AskItself = (request: Request, connection: Connection) => Response | Promise<Response>

/** For whom the API is asked. */
interface Asking {
  readonly session: Session | undefined
  readonly onSession: (session: Session | undefined) => void
  readonly address: string
  readonly userAgent: string | undefined
  readonly requestId: string
  /** Of a form and what was typed into it: sent twice, it is done once. */
  readonly idempotencyKey: string | undefined
}

/** Never looked up: the request does not leave the process. */
const baseUrl = 'http://core-api.internal'

/**
 * The public API, asked past the network by the same routes, guards and limits; what is asked counts for the person's
 * own address.
 */
export function inProcessClient(
  ask: AskItself,
  { session, onSession, address, userAgent, requestId, idempotencyKey }: Asking,
): Client {
  /** Of the first request that takes one: what else is asked for the page is something else. */
  let key = idempotencyKey
  const fetch = async (request: Request): Promise<Response> => {
    const { headers } = request
    headers.set('x-request-id', requestId)
    if (userAgent !== undefined) headers.set('user-agent', userAgent)
    if (key !== undefined && headers.has('idempotency-key')) {
      headers.set('idempotency-key', key)
      key = undefined
    }
    return ask(request, { clientAddress: address })
  }
  return createClient({ baseUrl, fetch, onSession, retries: { attempts: 1 }, ...(session && { session }) })
}
