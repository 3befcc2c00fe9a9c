import { join } from 'node:path'
import {
  type Environment,
  isProduction,
  logLevel,
  parseEnvironment,
  port,
  postgresUrl,
  secret,
  shutdownDelay,
} from '@latchkey/shared/config'
import { z } from 'zod'
import { signingKeys } from './sessions/signing-keys.ts'

export type Config = ReturnType<typeof readConfig>

const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  // A browser's Origin has neither a path nor a slash at the end.
  .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)))
  .default([])

/**
 * The configuration of core-api, from the variables of docs/configuration.md.
 * @throws Error with one message that names every bad variable
 */
export function readConfig(env: Environment) {
  const production = isProduction(env)
  const schema = z.object({
    CORE_API_PORT: port(3000),
    DATABASE_URL: postgresUrl,
    DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(1_000).default(20),
    AUTHZ_URL: z.url({ protocol: /^https?$/ }),
    AUTHZ_KEY: secret(production),
    AUTHZ_DEADLINE_MS: z.coerce.number().int().min(1).max(60_000).default(2_000),
    PLATFORM_API_KEY: production ? secret(production) : secret(production).optional(),
    JWT_SIGNING_KEYS: signingKeys(production),
    LOGIN_LIMIT_ACCOUNT: z.coerce.number().int().min(1).default(10),
    LOGIN_LIMIT_ADDRESS: z.coerce.number().int().min(1).default(100),
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    DATA_DIR: z.string().default('.data'),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().min(3).default('Latchkey <no-reply@localhost>'),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    CORS_ORIGINS: origins,
    SHUTDOWN_DELAY_MS: shutdownDelay(production),
    LOG_LEVEL: logLevel,
  })
  const parsed = parseEnvironment(schema, env)
  return {
    port: parsed.CORE_API_PORT,
    databaseUrl: parsed.DATABASE_URL,
    databaseConnections: parsed.DATABASE_CONNECTIONS,
    authz: { url: parsed.AUTHZ_URL, key: parsed.AUTHZ_KEY, deadlineMs: parsed.AUTHZ_DEADLINE_MS },
    platformApiKey: parsed.PLATFORM_API_KEY,
    signingKeys: parsed.JWT_SIGNING_KEYS,
    throttle: { account: parsed.LOGIN_LIMIT_ACCOUNT, address: parsed.LOGIN_LIMIT_ADDRESS },
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
  }
}
