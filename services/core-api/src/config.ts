import {
  type Environment,
  isProduction,
  logLevel,
  parseEnvironment,
  port,
  postgresUrl,
  secret,
} from '@latchkey/shared/config'
import { z } from 'zod'
import { signingKeys } from './auth/signing-keys.ts'

export type Config = ReturnType<typeof readConfig>

const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .pipe(z.array(z.url({ protocol: /^https?$/ })))
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
    CORS_ORIGINS: origins,
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
    corsOrigins: parsed.CORS_ORIGINS,
    logLevel: parsed.LOG_LEVEL,
  }
}
