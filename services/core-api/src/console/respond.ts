import { answer } from '@latchkey/shared/http/answer'
import type { PlainHeaders, RequestScope } from '@latchkey/shared/http/scope'
import type { Html } from './html.ts'

// Everything comes from this server, no script or style stands in a page, and no other site shows it in a frame.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: PlainHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  // Without a referrer a browser would name no origin for a form either.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

const withCookie = (cookie: string | undefined): PlainHeaders => (cookie === undefined ? {} : { 'set-cookie': cookie })

export const respondPage = (scope: RequestScope, status: number, page: Html, cookie?: string): Response =>
  answer(scope, status, page.toString(), { ...HEADERS, ...withCookie(cookie) })

/** Goes on with a GET, whatever came before. */
export const respondOnward = (scope: RequestScope, location: string, cookie?: string): Response =>
  answer(scope, 303, null, { location, 'cache-control': 'no-store', ...withCookie(cookie) })
