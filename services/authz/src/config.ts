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
  type TracingConfig,
  tracingOf,
} from '@latchkey/shared/config'
import { z } from 'zod'
import type { ClientKey } from './http/callers.ts'
import { type DecisionLogMode, decisionLogMode } from './http/decision-log.ts'

export interface Config {
  readonly port: number
  readonly publicUrl: string
  /** Where metrics are read; 0: on the port of the service. */
  readonly metricsPort: number
  /** How long to serve on after SIGTERM, in milliseconds. */
  readonly shutdownDelayMs: number
  /** Where spans go; there are none without it. */
  readonly tracing: TracingConfig | undefined
  readonly logLevel: string
  readonly database: {
    readonly url: string
    readonly fallbackUrl: string | undefined
    readonly connections: number
    readonly named: boolean
  }
  /** How much memory cached facts may take. */
  readonly cacheBytes: number
  readonly decisionLog: DecisionLogMode
  /** A file or `stderr`; among the other lines where there is none. */
  readonly decisionLogFile: string | undefined
  readonly clientKeys: readonly ClientKey[]
  /** Where the narrow callers stand. */
  readonly callersFile: string | undefined
}

const BYTES_PER_MB = 1024 * 1024
const KEYS_PER_NAME = 2
const NAME = /^[a-z0-9-]+$/
/** What a bearer token can carry and a list separated by commas can hold. */
const KEY = /^[\x21-\x2b\x2d-\x7e]+$/

/** What is wrong with one entry, given those before it. */
const faultsOf = ({ name, key }: ClientKey, before: readonly ClientKey[], production: boolean): string[] => {
  if (!NAME.test(name) || !KEY.test(key)) return ['is not name:key, the name of a-z, 0-9 and hyphens']
  const faults =
    secret(production)
      .safeParse(key)
      .error?.issues.map(({ message }) => message) ?? []
  if (before.some((other) => other.key === key)) faults.push('repeats the key of another entry')
  if (before.filter((other) => other.name === name).length >= KEYS_PER_NAME) faults.push('is a third key for its name')
  return faults
}

/** `name:key,name:key`. Messages name entries by their place only: in a mistyped one the name may be the key. */
const clientKeys = (production: boolean) =>
  z.string().transform((text, ctx): readonly ClientKey[] => {
    const callers = text.split(',').map((entry) => {
      const [name = '', ...rest] = entry.trim().split(':')
      return { name, key: rest.join(':') }
    })
    for (const [at, caller] of callers.entries()) {
      const faults = faultsOf(caller, callers.slice(0, at), production)
      for (const fault of faults) ctx.addIssue({ code: 'custom', message: `entry ${at + 1} ${fault}` })
    }
    return callers
  })

export const environmentSchema = (production: boolean) =>
  z.object({
    NODE_ENV: nodeEnvironment,
    AUTHZ_PORT: port(3001).describe('where it listens'),
    AUTHZ_PUBLIC_URL: httpUrl
      .optional()
      .describe('how it is reached from outside, for its metadata; unset: `http://localhost:$AUTHZ_PORT`'),
    AUTHZ_DATABASE_URL: postgresUrl.describe('the database as a role that may only SELECT what decisions need'),
    AUTHZ_FALLBACK_DATABASE_URL: postgresUrl
      .optional()
      .describe(
        'the primary, as the same role, when `AUTHZ_DATABASE_URL` is a replica of it: asked for what the replica does not have yet, and for all that names no version',
      ),
    AUTHZ_DATABASE_CONNECTIONS: integer(1, 500, 10).describe('size of the pool, of each where there are two'),
    DATABASE_NAMED_STATEMENTS: namedStatements,
    AUTHZ_MEMORY_MB: integer(0, 65_536, 30).describe(
      'how much of what is known about subjects is kept in memory, in MB; 0 keeps nothing',
    ),
    AUTHZ_DECISION_LOG: decisionLogMode
      .prefault('denials')
      .describe(
        'which decisions are logged: `all`, `denials`, `sampled` (one in a hundred), `sampled:0.05` (one in twenty), `off`',
      ),
    AUTHZ_CLIENT_KEYS: asSecret(clientKeys(production)).describe(
      '`name:key,name:key`: who may ask everything; to rotate a key, give its name two for a while. May be left out with a file of callers',
    ),
    AUTHZ_CALLERS_FILE: z
      .string()
      .optional()
      .describe(
        'a JSON file of callers that may ask some questions only, about some orgs only, or so often only; read again on SIGHUP',
      ),
    AUTHZ_DECISION_LOG_FILE: z
      .string()
      .optional()
      .describe('where decisions are logged: a file, opened anew on SIGHUP, or `stderr`; unset: among the other lines'),
    ...operating(production),
  })

/** @throws Error with one message that names every bad variable */
export function readConfig(env: Environment): Config {
  const schema = environmentSchema(isProduction(env))
  const keys = schema.shape.AUTHZ_CLIENT_KEYS
  const given = schema.extend({ AUTHZ_CLIENT_KEYS: env['AUTHZ_CALLERS_FILE'] ? keys.default([]) : keys })
  const read = parseEnvironment(apartFromMetrics(given, 'AUTHZ_PORT'), env)
  return {
    port: read.AUTHZ_PORT,
    metricsPort: read.METRICS_PORT,
    publicUrl: read.AUTHZ_PUBLIC_URL ?? `http://localhost:${read.AUTHZ_PORT}`,
    shutdownDelayMs: read.SHUTDOWN_DELAY_MS,
    logLevel: read.LOG_LEVEL,
    tracing: tracingOf(read),
    database: {
      url: read.AUTHZ_DATABASE_URL,
      fallbackUrl: read.AUTHZ_FALLBACK_DATABASE_URL,
      connections: read.AUTHZ_DATABASE_CONNECTIONS,
      named: read.DATABASE_NAMED_STATEMENTS,
    },
    cacheBytes: read.AUTHZ_MEMORY_MB * BYTES_PER_MB,
    decisionLog: read.AUTHZ_DECISION_LOG,
    decisionLogFile: read.AUTHZ_DECISION_LOG_FILE,
    clientKeys: read.AUTHZ_CLIENT_KEYS,
    callersFile: read.AUTHZ_CALLERS_FILE,
  }
}
