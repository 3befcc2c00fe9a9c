import { join } from 'node:path'
import {
  apartFromMetrics,
  asSecret,
  type Environment,
  httpUrl,
  integer,
  isProduction,
  namedStatements,
  nodeEnvironment,
  operating,
  parseEnvironment,
  port,
  postgresUrl,
  secret,
  tracingOf,
} from '@latchkey/shared/config'
import { CLIENT_ADDRESS_MODES } from '@latchkey/shared/http/client-network'
import { z } from 'zod'
import { signingKeys } from './sessions/signing-keys.ts'

export type Config = ReturnType<typeof readConfig>

const DAY_MS = 24 * 60 * 60 * 1_000

const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  // A browser's Origin has neither a path nor a slash at the end.
  .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)))
  .default([])

const platformKeys = (production: boolean) =>
  asSecret(
    z
      .string()
      .transform((list) => list.split(',').map((key) => key.trim()))
      .pipe(z.array(secret(production))),
  )

/** How often secrets are tried, what that takes, and how long what signs in lasts. */
const signIn = {
  LOGIN_LIMIT_ACCOUNT: integer(1, Number.MAX_SAFE_INTEGER, 10).describe(
    'failed sign-ins of one account from one client address in 15 minutes before 429; the same for every other place where a secret is tried',
  ),
  LOGIN_LIMIT_ADDRESS: integer(1, Number.MAX_SAFE_INTEGER, 100).describe('the same for all accounts from one address'),
  LOGIN_LIMIT_EVERYWHERE: integer(1, Number.MAX_SAFE_INTEGER, 100).describe(
    'the same for one account from all addresses; it does not hold back those from which the account signed in during the last 30 days',
  ),
  PASSWORD_THREADS: integer(1, 64, 2).describe(
    'threads that hash and judge passwords, beside the one that serves requests; up to 50 MB each',
  ),
  REFRESH_GRACE_SECONDS: integer(0, 60, 10).describe(
    'for how long after its first use a refresh token is answered with another pair of tokens (two tabs, a lost answer) before its use ends the session; 0: not at all',
  ),
  TEMPORARY_PASSWORD_DAYS: integer(1, 365, 7).describe('after how many days nobody signs in with a generated password'),
}

/** Where mails go, and where they lead. */
const mail = {
  DATA_DIR: z.string().default('.data').describe('where mails are kept while there is no `SMTP_URL`'),
  SMTP_URL: asSecret(z.url({ protocol: /^smtps?$/ }))
    .optional()
    .describe('where mail goes out; unset: files in `DATA_DIR/mail`'),
  MAIL_FROM: z.string().min(3).default('Latchkey <no-reply@localhost>').describe('the sender of mails'),
  PUBLIC_URL: httpUrl
    .optional()
    .describe(
      'the front end: mails lead to its pages `/accept-invite`, `/reset-password` and `/confirm-email`, each with `?token=…`; unset: `http://localhost:$CORE_API_PORT`',
    ),
}

export const environmentSchema = (production: boolean) =>
  z.object({
    NODE_ENV: nodeEnvironment,
    CORE_API_PORT: port(3000).describe('where it listens'),
    DATABASE_URL: postgresUrl.describe(
      'PostgreSQL, 15 or newer, as the role that the migrate job makes of `CORE_API_DATABASE_URL`; as the owner of the tables it works, too, and can do more than it has to',
    ),
    DATABASE_CONNECTIONS: integer(1, 1_000, 20).describe(
      'size of the pool; the transactions of one org take a quarter of it at most, and at least two',
    ),
    DATABASE_NAMED_STATEMENTS: namedStatements,
    AUTHZ_URL: httpUrl.describe('where authz is asked'),
    AUTHZ_KEY: secret(production).describe('the key to ask with, that of an entry of `AUTHZ_CLIENT_KEYS`'),
    AUTHZ_DEADLINE_MS: integer(1, 60_000, 2_000).describe(
      'how long one question may take, in milliseconds; after it the answer is 503',
    ),
    PLATFORM_API_KEY: (production ? platformKeys(production) : platformKeys(production).optional()).describe(
      'the key of the platform routes, sent in the header `X-Platform-Key`; several, separated by commas, while it is replaced; without any they answer 404',
    ),
    JWT_SIGNING_KEYS: asSecret(signingKeys(production)).describe(
      'a JWKS of private ES256 keys, each with a `kid`; the first signs, all verify',
    ),
    ...signIn,
    TRUSTED_PROXIES: integer(0, 10, 0).describe(
      'how many proxies stand before the service and add to `X-Forwarded-For`',
    ),
    ...mail,
    CORS_ORIGINS: origins.describe('origins whose pages may call it, separated by commas; unset: none'),
    LOG_CLIENT_ADDRESS: z
      .enum(CLIENT_ADDRESS_MODES)
      .default('off')
      .describe(
        'what the lines of requests tell of the client: `off` nothing, `network` its network, `full` its address',
      ),
    ...operating(production),
  })

/** @throws Error with one message that names every bad variable */
export function readConfig(env: Environment) {
  const parsed = parseEnvironment(apartFromMetrics(environmentSchema(isProduction(env)), 'CORE_API_PORT'), env)
  return {
    port: parsed.CORE_API_PORT,
    metricsPort: parsed.METRICS_PORT,
    logClientAddress: parsed.LOG_CLIENT_ADDRESS,
    databaseUrl: parsed.DATABASE_URL,
    databaseConnections: parsed.DATABASE_CONNECTIONS,
    namedStatements: parsed.DATABASE_NAMED_STATEMENTS,
    authz: { url: parsed.AUTHZ_URL, key: parsed.AUTHZ_KEY, deadlineMs: parsed.AUTHZ_DEADLINE_MS },
    platformApiKeys: parsed.PLATFORM_API_KEY ?? [],
    signingKeys: parsed.JWT_SIGNING_KEYS,
    throttle: {
      account: parsed.LOGIN_LIMIT_ACCOUNT,
      address: parsed.LOGIN_LIMIT_ADDRESS,
      everywhere: parsed.LOGIN_LIMIT_EVERYWHERE,
    },
    passwordThreads: parsed.PASSWORD_THREADS,
    refreshGraceMs: parsed.REFRESH_GRACE_SECONDS * 1_000,
    temporaryPasswordMs: parsed.TEMPORARY_PASSWORD_DAYS * DAY_MS,
    trustedProxies: parsed.TRUSTED_PROXIES,
    mail: {
      smtpUrl: parsed.SMTP_URL,
      directory: join(parsed.DATA_DIR, 'mail'),
      from: parsed.MAIL_FROM,
      publicUrl: (parsed.PUBLIC_URL ?? `http://localhost:${parsed.CORE_API_PORT}`).replace(/\/+$/, ''),
    },
    corsOrigins: parsed.CORS_ORIGINS,
    shutdownDelayMs: parsed.SHUTDOWN_DELAY_MS,
    logLevel: parsed.LOG_LEVEL,
    tracing: tracingOf(parsed),
  }
}
