import type { IncomingMessage } from 'node:http'
import { DomainError, type ErrorCode } from '../errors.ts'
import type { REFUSAL_REASONS } from '../metrics/catalogue.ts'

type RefusalReason = (typeof REFUSAL_REASONS)[number]

export interface Refusal {
  readonly reason: RefusalReason
  readonly error: DomainError
}

const refusal = (reason: RefusalReason, detail: string, code: ErrorCode = 'invalid_request'): Refusal => ({
  reason,
  error: new DomainError(code, { detail }),
})

// A port beyond 59999 is left to the URL parser, which knows the last one.
const PLAIN_HOST = /^[a-z0-9._-]+(:(\d{1,4}|[1-5]\d{4}))?$/i

const isHost = (host: string): boolean => {
  if (PLAIN_HOST.test(host)) return true
  const url = `http://${host}`
  return URL.canParse(url) && new URL(url).hostname === host.replace(/:\d*$/, '').toLowerCase()
}

const hasSeveralHosts = (rawHeaders: readonly string[]): boolean => {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count > 1
}

/** A path, or a whole URL as to a proxy; never `*` or a bare authority. */
const isTarget = (target: string): boolean => {
  const backslash = target.indexOf('\\')
  if (backslash !== -1 && !target.slice(0, backslash).includes('?')) return false
  return target.startsWith('/') || (/^https?:\/\//.test(target) && URL.canParse(target))
}

/** What is wrong with the address of a request. HTTP/1.0 needs no Host: health checks come without. */
export function addressFault({
  url = '',
  headers,
  httpVersionMinor,
  rawHeaders,
}: IncomingMessage): Refusal | undefined {
  const { host = '' } = headers
  if (hasSeveralHosts(rawHeaders)) return refusal('bad_host', 'There is more than one Host header')
  if (host === '' && httpVersionMinor > 0) return refusal('bad_host', 'There is no Host header')
  if (host !== '' && !isHost(host)) return refusal('bad_host', 'The Host header is no host')
  return isTarget(url) ? undefined : refusal('bad_target', 'The request target is no path')
}

const GONE = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

/** What Node's HTTP parser refused; undefined when it was the client that went away. */
export function parserFault(error: Error): Refusal | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (GONE.has(code)) return undefined
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusal('timeout', 'The request took too long', 'request_timeout')
  if (code === 'HPE_HEADER_OVERFLOW')
    return refusal('headers_too_large', 'The headers are too large', 'headers_too_large')
  return refusal('malformed', 'The request is not HTTP')
}

export const NO_TUNNEL = refusal('connect', 'There is no tunnel here')
export const BAD_TARGET = refusal('bad_target', 'The request target is no path')
