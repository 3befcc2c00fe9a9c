import { type AuthzClient, createAuthzClient } from '@latchkey/authz-client'
import { poolConnection } from './pool.ts'

export interface PooledOptions {
  readonly url: string
  readonly key: string
  /** How long one question may take in all, retries included, in milliseconds. */
  readonly deadlineMs?: number
}

/** The client of authz over connections of its own: `fetch` would cost each request several times what the question does. */
export const createPooledAuthzClient = (options: PooledOptions): AuthzClient =>
  createAuthzClient({ ...options, connection: poolConnection(options.url, options.deadlineMs) })
