import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { writeAndClose } from './last-answer.ts'
import { addressFault, BAD_TARGET, NO_TUNNEL, parserFault, type Refusal } from './refusal.ts'
import type { Connection, Phase } from './scope.ts'

interface OnSocket {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

type Fetch = (request: Request, connection: Connection) => Response | Promise<Response>

/** How long requests that run may take to finish when the process is told to stop, in milliseconds. */
export const DRAIN_MS = 8_000
/** Before the listener closes, answers end their connections for so long, at most: a client does not meet a reset. */
const LAST_ANSWERS_MS = 1_000

/** Limits of a connection in milliseconds. Kept alive for longer than balancers do, so that it is they who close. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 }
const CHECK_TIMEOUTS_MS = 5_000

export interface Running {
  readonly server: Server
  /**
   * Is no longer ready at once, serves on for the delay in milliseconds unless that is aborted, then stops accepting,
   * lets what runs finish within the drain time, and closes the given resources in order.
   */
  stop(delayMs?: number, noDelay?: AbortSignal): Promise<void>
}

/** For what came in no request. */
const nameless = (): Request => new Request('http://localhost/', { method: 'UNKNOWN' })

const createHttpServer = (fetch: Fetch, phase: Phase, timeouts: typeof TIMEOUTS) => {
  const refusals = new WeakMap<IncomingMessage, Refusal>()
  const handle = (request: Request, { incoming, outgoing }: OnSocket) =>
    fetch(request, { incoming, outgoing, refusal: refusals.get(incoming), phase })
  const options = { hostname: 'localhost', autoCleanupIncoming: false }
  const listener = getRequestListener(
    // safe because a server of HTTP/1.1 makes no other messages
    (request, env) => handle(request, env as OnSocket),
    { ...options, errorHandler: () => fetch(nameless(), { refusal: BAD_TARGET }) },
  )
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const refusal = addressFault(incoming)
    if (refusal !== undefined) {
      refusals.set(incoming, refusal)
      // The address stands in the way of the answer; that it was refused is known.
      incoming.url = '/'
      incoming.headers.host = 'localhost'
    }
    void listener(incoming, outgoing)
  }
  const refuse = async (socket: Socket, refusal: Refusal | undefined): Promise<void> => {
    // safe because Node keeps the answer under way there; what has begun cannot be answered otherwise
    const { _httpMessage: begun } = socket as { _httpMessage?: ServerResponse }
    if (refusal === undefined || !socket.writable || begun?.headersSent) socket.destroy()
    else await writeAndClose(socket, await fetch(nameless(), { refusal, phase }))
  }
  const limits = { ...timeouts, connectionsCheckingInterval: Math.min(CHECK_TIMEOUTS_MS, timeouts.headersTimeout) }
  const server = createServer({ ...limits, requireHostHeader: false }, onRequest)
  server.on('checkContinue', onRequest).on('checkExpectation', onRequest)
  server.on('clientError', (error, socket) => void refuse(socket as Socket, parserFault(error)))
  server.on('connect', (_, socket) => void refuse(socket as Socket, NO_TUNNEL))
  return server
}

/**
 * Listens on all interfaces.
 * @throws the listen error (EADDRINUSE and its kin)
 */
export async function listen(
  fetch: Fetch,
  port: number,
  closers: readonly (() => Promise<unknown>)[],
  timeouts = TIMEOUTS,
): Promise<Running> {
  const phase = { isLeaving: false, isLast: false }
  const server = createHttpServer(fetch, phase, timeouts)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, resolve)
  })
  const wait = (ms: number, signal: AbortSignal | undefined) => pause(ms, undefined, { signal }).catch(() => undefined)
  const stop: Running['stop'] = async (delayMs = 0, noDelay) => {
    phase.isLeaving = true
    const lastMs = Math.min(LAST_ANSWERS_MS, delayMs / 5)
    await wait(delayMs - lastMs, noDelay)
    phase.isLast = true
    await wait(lastMs, noDelay)
    // Closing resets what waits to be accepted or read: a whole turn of the event loop takes it in before.
    await turn()
    await turn()
    const drained = new Promise((resolve) => server.close(resolve))
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    await drained
    clearTimeout(cut)
    for (const close of closers) await close()
  }
  return { server, stop }
}
