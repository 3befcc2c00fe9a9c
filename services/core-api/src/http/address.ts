import type { Connection } from '@latchkey/shared/http/scope'

/** A request that came over no socket, as in tests, has none. */
const peer = ({ incoming }: Connection): string => incoming?.socket.remoteAddress ?? 'unknown'

/**
 * The address of the client. What stands in X-Forwarded-For is believed only as far as the trusted proxies reach: each
 * adds the address it saw at the end, so the client's is as many from the end as there are proxies. A request of this
 * process itself is made for somebody, whose address it states.
 */
export function clientAddress(request: Request, connection: Connection, trustedProxies: number): string {
  if (connection.clientAddress !== undefined) return connection.clientAddress
  if (trustedProxies === 0) return peer(connection)
  const seen = (request.headers.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  return seen.at(-trustedProxies) || peer(connection)
}
