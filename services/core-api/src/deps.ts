import type { AuthzClient } from '@latchkey/authz-client'
import type { Db, OrgDb } from '@latchkey/shared/db/client'
import type { ClientAddressMode } from '@latchkey/shared/http/client-network'
import type { Logger } from '@latchkey/shared/logger'
import type { Metrics } from '@latchkey/shared/metrics/metrics'
import type { Tracing } from '@latchkey/shared/tracing'
import type { Passwords } from './credentials/passwords.ts'
import type { Throttle } from './credentials/throttle.ts'
import type { MailQueue } from './mail/queue.ts'
import type { AccessTokens } from './sessions/tokens.ts'

/** Everything core-api works with; tests put their own in place. */
export interface Deps {
  readonly db: Db
  readonly authz: AuthzClient
  readonly tokens: AccessTokens
  /** Every place where a secret is tried. */
  readonly throttle: Throttle
  /** Whatever hashes, verifies or judges a password, off the thread that serves requests. */
  readonly passwords: Passwords
  readonly mailQueue: MailQueue
  /** The present, for whatever is stored or compared. */
  readonly clock: () => Date
  /** For how long after its first use a refresh token is answered once more, in milliseconds; 0: never. */
  readonly refreshGraceMs: number
  /** For how long a generated password can be signed in with, in milliseconds. */
  readonly temporaryPasswordMs: number
  /** Any of them opens the platform routes, which do not exist when there is none. */
  readonly platformApiKeys: readonly string[]
  /** How many proxies stand before this server and name the client in X-Forwarded-For. */
  readonly trustedProxies: number
  readonly corsOrigins: readonly string[]
  /** Where people reach the service, without a slash at the end. */
  readonly publicUrl: string
  readonly logger: Logger
  /** How much of a client's address stands in the lines of requests. */
  readonly logClientAddress: ClientAddressMode
  readonly metrics: Metrics
  /** Where the spans of requests go; nowhere unless given. */
  readonly tracing?: Tracing | undefined
  /** Whether the metrics have a port of their own, and are not to be had here. */
  readonly hasMetricsPort: boolean
}

/** The same on behalf of the caller's org. */
export interface OrgDeps extends Deps {
  readonly db: OrgDb
}
