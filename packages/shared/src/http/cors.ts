import type { PlainHeaders } from './scope.ts'

const METHODS = 'GET,HEAD,POST,PUT,PATCH,DELETE'
const ALLOWED_HEADERS = 'authorization,content-type,idempotency-key,if-match,if-none-match,x-request-id'
const EXPOSED_HEADERS = 'location,etag,retry-after,x-request-id,idempotency-replayed'
/** How long a browser may keep the answer to a preflight, in seconds; the most that Chromium keeps. */
const MAX_AGE = '7200'

export interface Cors {
  /** For any answer to a page of this origin; those of other origins get no permission. */
  headersFor(origin: string | undefined): PlainHeaders
  /** For the answer to the question whether a request may be sent. */
  preflightFor(origin: string): PlainHeaders
}

/** Lets pages of the listed origins use the API. The API takes no cookies, so none are allowed. */
export function createCors(origins: readonly string[]): Cors {
  const listed = new Set(origins)
  const vary = { vary: 'Origin' }
  const allow = (origin: string | undefined): PlainHeaders =>
    origin !== undefined && listed.has(origin) ? { ...vary, 'access-control-allow-origin': origin } : vary
  return {
    headersFor: (origin) =>
      listed.size === 0 ? {} : { ...allow(origin), 'access-control-expose-headers': EXPOSED_HEADERS },
    preflightFor: (origin) =>
      listed.has(origin)
        ? {
            ...allow(origin),
            'access-control-allow-methods': METHODS,
            'access-control-allow-headers': ALLOWED_HEADERS,
            'access-control-max-age': MAX_AGE,
          }
        : vary,
  }
}
