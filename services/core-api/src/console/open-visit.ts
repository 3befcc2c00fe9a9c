import { createHash } from 'node:crypto'
import type { Session } from '@latchkey/client'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import { clientAddress } from '../http/address.ts'
import { type AskItself, inProcessClient } from './in-process.ts'
import type { SessionCookie } from './session-cookie.ts'
import { askedOnce, type Visit } from './visit.ts'

interface Opening {
  readonly ask: AskItself
  readonly cookie: SessionCookie
  readonly trustedProxies: number
}

/** Begins a visit: the person is who the cookie says, and the API judges what that is worth. */
export function openVisit(c: Context<RequestEnv>, { ask, cookie, trustedProxies }: Opening): Visit {
  let change: { readonly session: Session | undefined } | undefined
  const { pathname, search, searchParams } = new URL(c.req.url)
  const form = new URLSearchParams(c.env.body)
  const client = inProcessClient(ask, {
    session: cookie.read(c.req.header('cookie')),
    onSession: (session) => {
      change = { session }
    },
    address: clientAddress(c.req.raw, c.env, trustedProxies),
    userAgent: c.req.header('user-agent'),
    requestId: c.env.requestId,
    idempotencyKey: form.has('key') ? createHash('sha256').update(c.env.body).digest('hex') : undefined,
  })
  return {
    client,
    ...askedOnce(client),
    param: (name) => c.req.param(name) ?? '',
    query: searchParams,
    form,
    url: `${pathname}${search}`,
    change: () => change,
  }
}
