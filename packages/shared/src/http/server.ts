import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import type { Logger } from '../logger.ts'

/** How long requests that run may take to finish when the process is told to stop, in milliseconds. */
const DRAIN_MS = 8_000

interface Running {
  readonly server: Server
  /** Stops accepting, lets what runs finish within the drain time, then closes the given resources in order. */
  stop(): Promise<void>
}

/** `bindings` are node-server's: the socket of the request, from which its client's address is read. */
type Fetch = (request: Request, bindings: object) => Response | Promise<Response>

/**
 * Listens on all interfaces.
 * @throws the listen error (EADDRINUSE and its kin)
 */
export async function listen(
  fetch: Fetch,
  port: number,
  closers: readonly (() => Promise<unknown>)[],
): Promise<Running> {
  let stopping = false
  const handle: Fetch = async (request, bindings) => {
    const response = await fetch(request, bindings)
    // A kept-alive connection would hold the server open for another request.
    if (stopping) response.headers.set('connection', 'close')
    return response
  }
  const server = await new Promise<Server>((resolve, reject) => {
    // safe because no createServer option is given: node-server then makes a plain node:http Server
    const created = serve({ fetch: handle, port }, () => resolve(created)) as Server
    created.once('error', reject)
  })
  const stop = async () => {
    stopping = true
    const drained = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    await drained
    clearTimeout(cut)
    for (const close of closers) await close()
  }
  return { server, stop }
}

/** Stops once on SIGINT, SIGTERM or when the launcher that started the process is gone; exits 0, or 1 if that fails. */
export function stopOnSignal(running: Running, logger: Logger): void {
  let stopping = false
  const stop = (reason: string) => {
    if (stopping) return
    stopping = true
    logger.info({ reason }, 'stopping')
    running.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'stop failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  if (process.connected) process.on('disconnect', () => stop('launcher gone'))
}
