import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { DomainError, invalid } from '../errors.ts'
import { headerOf, type RequestScope } from './scope.ts'

interface BodyType {
  readonly pattern: RegExp
  readonly name: string
}

export const JSON_BODY: BodyType = { pattern: /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i, name: 'application/json' }
/** What a browser sends of a form. */
export const FORM_BODY: BodyType = {
  pattern: /^application\/x-www-form-urlencoded\s*(;|$)/i,
  name: 'application/x-www-form-urlencoded',
}

/** Methods whose body is looked at. That of any other is read within the same limit and put aside. */
const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH'])

type Header = (name: string) => string | undefined

/** The body of a request was not read to its end: the connection cannot be used again. */
export class UnreadBody extends DomainError {}

/** Some clients name a content type for a body they do not send; what its length says goes before that. */
const mayHaveBody = (header: Header): boolean => {
  const length = header('content-length')
  if (length !== undefined) return Number(length) > 0
  return header('transfer-encoding') !== undefined || header('content-type') !== undefined
}

/** Takes a body that was read. @throws DomainError */
type Take = (bytes: Buffer) => void

/** Reads from the socket, past web streams and with as few promises as can be. */
const readSocket = (
  incoming: IncomingMessage,
  outgoing: ServerResponse | undefined,
  limit: number,
  take: Take,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes <= limit) chunks.push(chunk)
      else {
        incoming.pause()
        reject(new UnreadBody('payload_too_large'))
      }
    })
    incoming.on('end', () => {
      try {
        take(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
        resolve()
      } catch (error) {
        reject(error)
      }
    })
    incoming.on('close', () => {
      // Comes after every body; an error is costly to make.
      if (!incoming.readableEnded) reject(new DomainError('invalid_request', { detail: 'The body ended too early' }))
    })
    const { expect } = incoming.headers
    if (expect !== undefined && /^100-continue$/i.test(expect)) outgoing?.writeContinue()
  })

/** Reads a request that came over no socket. */
async function readWeb(request: Request, limit: number, take: Take): Promise<void> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > limit) throw new UnreadBody('payload_too_large')
    chunks.push(chunk)
  }
  take(Buffer.concat(chunks))
}

/** The text of a body. @throws DomainError `invalid_request` for what is no UTF-8 */
function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw invalid('', 'is not UTF-8')
  // A byte order mark is no part of the text, as in a web request.
  return bytes[0] === 0xef ? new TextDecoder().decode(bytes) : bytes.toString()
}

/**
 * Reads the body once, counting while reading; undefined when there is none to wait for.
 * @throws DomainError `unsupported_media_type`, `payload_too_large`, or `invalid_request` for what is no UTF-8
 */
export function readBody(
  request: Request,
  scope: RequestScope,
  limit: number,
  { pattern, name }: BodyType = JSON_BODY,
): Promise<void> | undefined {
  const { incoming, outgoing } = scope
  const header: Header = (name) => headerOf(request, scope, name)
  if (!mayHaveBody(header)) return undefined
  const isLookedAt = BODY_METHODS.has(request.method)
  if (isLookedAt && !pattern.test(header('content-type') ?? ''))
    throw new UnreadBody('unsupported_media_type', { detail: `The body must be ${name}` })
  if (Number(header('content-length') ?? 0) > limit) throw new UnreadBody('payload_too_large')
  const take: Take = (bytes) => {
    if (isLookedAt) scope.body = decode(bytes)
  }
  return incoming ? readSocket(incoming, outgoing, limit, take) : readWeb(request, limit, take)
}
