import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

/** How much more is read from a client that still sends, and for how long. */
const DRAIN_BYTES = 64 * 1024 * 1024
const DRAIN_MS = 5_000

/**
 * Ends our side and reads on until the client ends its own. Closing with something unread would reset the connection,
 * and the reset may overtake the answer.
 */
function endAndDrain(socket: Socket): void {
  const most = socket.bytesRead + DRAIN_BYTES
  const cut = setTimeout(() => socket.destroy(), DRAIN_MS)
  socket.once('close', () => clearTimeout(cut))
  socket.once('end', () => socket.destroy())
  socket.removeAllListeners('data')
  socket.on('data', () => {
    if (socket.bytesRead > most) socket.destroy()
  })
  socket.resume()
  socket.end()
}

/** Sends an answer to a request of which something is unread, then closes. */
export async function sendAndClose(outgoing: ServerResponse, response: Response): Promise<Response> {
  const body = await response.text()
  const { socket } = outgoing
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    'content-length': Buffer.byteLength(body),
  })
  // Not ended: Node would destroy the socket at once.
  outgoing.write(body, () => socket && endAndDrain(socket))
  return RESPONSE_ALREADY_SENT
}

/** The same where there is no answer of Node's to write to, for what is no HTTP. */
export async function writeAndClose(socket: Socket, response: Response): Promise<void> {
  const body = await response.text()
  const headers = {
    ...Object.fromEntries(response.headers),
    connection: 'close',
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = [`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`, ...lines].join('\r\n')
  socket.write(`${head}\r\n\r\n${body}`, () => endAndDrain(socket))
}
