import { getConnInfo } from '@hono/node-server/conninfo'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'

const peer = (c: Context<RequestEnv>): string => {
  try {
    return getConnInfo(c).remote.address ?? 'unknown'
  } catch {
    // A request that came over no socket, as in tests.
    return 'unknown'
  }
}

/**
 * The address of the client. What stands in X-Forwarded-For is believed only as far as the trusted proxies reach: each
 * adds the address it saw at the end, so the client's is as many from the end as there are proxies. A request of this
 * process itself is made for somebody, whose address it states.
 */
export function clientAddress(c: Context<RequestEnv>, trustedProxies: number): string {
  if (c.env.clientAddress !== undefined) return c.env.clientAddress
  if (trustedProxies === 0) return peer(c)
  const seen = (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  return seen.at(-trustedProxies) || peer(c)
}
