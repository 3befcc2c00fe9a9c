import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestTrace } from '../tracing.ts'
import type { Refusal } from './refusal.ts'

export type PlainHeaders = Record<string, string>

/** How far the end of the server has come; it goes on while requests run. */
export interface Phase {
  /** The process was told to stop: not ready any more. */
  readonly isLeaving: boolean
  /** Every answer ends its connection. */
  readonly isLast: boolean
}

/** What the server knows of a request beside the request; nothing for one that came over no socket. */
export interface Connection {
  readonly incoming?: IncomingMessage | undefined
  readonly outgoing?: ServerResponse | undefined
  /** Why the request must not reach the app. */
  readonly refusal?: Refusal | undefined
  readonly phase?: Phase | undefined
  /** For whom this process asks itself, where it does. No request of the network can state it. */
  readonly clientAddress?: string | undefined
}

/** One request on its way through a service: Hono's `c.env`. */
export interface RequestScope extends Connection {
  /** Taken from X-Request-ID, or made. */
  readonly requestId: string
  /** What the log may tell of the address of the client. */
  readonly client: string | undefined
  /** The trace it belongs to, where there is one. */
  readonly trace: RequestTrace | undefined
  /** When it came, in milliseconds of `performance.now()`. */
  readonly started: number
  /** What every answer to it carries, as the plain object that node-server writes without a detour. */
  readonly headers: PlainHeaders
  /** The body, decoded; empty without one. */
  body: string
  /** Who asks, once that is known: for the log. */
  who: { readonly caller?: string; readonly userId?: string; readonly orgId?: string }
  /** The code of the problem that it was answered with. */
  code: string | undefined
  /** An answer that has `headers` already. */
  complete: Response | undefined
}

/** The environment of every app: what a handler finds in `c.env`. */
export interface RequestEnv {
  Bindings: RequestScope
}

/** A header of a request that Node gives one value. Its own record is asked first: those of a web request must be searched. */
export const headerOf = (request: Request, { incoming }: Connection, name: string): string | undefined =>
  // safe because of such a header Node makes one text
  incoming ? (incoming.headers[name] as string | undefined) : (request.headers.get(name) ?? undefined)
