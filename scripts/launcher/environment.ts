import { resolve } from 'node:path'
import { environmentSchema as authzSchema, readConfig as readAuthzConfig } from '@latchkey/authz/config'
import { environmentSchema as coreApiSchema, readConfig as readCoreApiConfig } from '@latchkey/core-api/config'
import { LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import { type Environment, isProduction, secretNames } from '@latchkey/shared/config'
import { readSecretFiles } from '@latchkey/shared/secret-files'
import { behindCoreApi } from './metrics-port.ts'
import { generateSecrets, type Secrets } from './secrets.ts'

/** Stands for the address of a database that is not there yet, while the rest is checked. */
const LATER = 'postgresql://later'

export interface DatabaseUrls {
  /** As the owner of the tables. */
  readonly DATABASE_URL: string
  readonly AUTHZ_DATABASE_URL: string
  /** As the role that core-api serves with; undefined: as the owner. */
  readonly CORE_API_DATABASE_URL: string | undefined
}

/** Read by the launcher alone: what core-api is given is its DATABASE_URL. */
const OF_LAUNCHER = ['CORE_API_DATABASE_URL']

export interface Settings {
  readonly production: boolean
  readonly dataDir: string
  readonly ports: { readonly CORE_API_PORT: number; readonly AUTHZ_PORT: number }
  /** What the user has set; an empty variable counts as unset. It wins over everything that is made here. */
  readonly given: Environment
}

/** All variables of both services. Nothing is made in production but what follows from the rest. */
export function complete(
  given: Environment,
  secrets: Secrets | undefined,
  authzPort: number | undefined,
  urls?: DatabaseUrls,
): Environment {
  const made = secrets && {
    PLATFORM_API_KEY: secrets.platformApiKey,
    AUTHZ_CLIENT_KEYS: secrets.authzClientKeys,
    JWT_SIGNING_KEYS: JSON.stringify(secrets.jwtSigningKeys),
  }
  const known = { ...made, ...given }
  const entries = known.AUTHZ_CLIENT_KEYS?.split(',') ?? []
  const ownKey = entries.map((entry) => entry.trim()).find((entry) => entry.startsWith('core-api:'))
  return {
    ...(authzPort === undefined ? {} : { AUTHZ_URL: `http://127.0.0.1:${authzPort}` }),
    AUTHZ_KEY: ownKey?.slice('core-api:'.length),
    ...known,
    ...(urls && { ...urls, DATABASE_URL: urls.CORE_API_DATABASE_URL ?? urls.DATABASE_URL }),
  }
}

function attempt<Config>(read: (env: Environment) => Config, env: Environment): { config?: Config; faults: string[] } {
  try {
    return { config: read(env), faults: [] }
  } catch (error) {
    return { faults: messageOf(error).split('\n').slice(1) }
  }
}

interface Ports {
  readonly port: number
  readonly metricsPort: number
}
const hasPortTwice = (coreApi: Ports, authz: Ports): boolean =>
  coreApi.metricsPort === authz.port || authz.metricsPort === coreApi.port

/**
 * The one reader of the launcher's environment; the services' own rules decide what is good.
 * @throws LaunchError with one message that names every bad variable
 */
export async function readSettings(env: Environment): Promise<Settings> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const production = isProduction(set)
  const secretsOfBoth = [authzSchema, coreApiSchema].flatMap((schema) => secretNames(schema(production)))
  const { values: given, faults: unread } = readSecretFiles(set, [...secretsOfBoth, ...OF_LAUNCHER])
  const later = production ? {} : { DATABASE_URL: LATER, AUTHZ_DATABASE_URL: LATER }
  const secrets = production ? undefined : await generateSecrets()
  const authz = attempt(readAuthzConfig, behindCoreApi({ ...later, ...complete(given, secrets, undefined) }))
  // With an invalid AUTHZ_PORT the derived address would be reported as a second fault, though nobody set it.
  const coreApi = attempt(readCoreApiConfig, { ...later, ...complete(given, secrets, authz.config?.port ?? 1) })
  const follows = (line: string): boolean => [...unread.keys()].some((name) => line === `  ${name} is missing`)
  const faults = [...unread.values(), ...[...coreApi.faults, ...authz.faults].filter((line) => !follows(line))]
  for (const role of ['AUTHZ_DATABASE_URL', ...OF_LAUNCHER]) {
    if (given[role] === undefined || given['DATABASE_URL'] !== undefined || production) continue
    faults.push(`  ${role} is set, but DATABASE_URL is not`)
  }
  if (coreApi.config !== undefined && coreApi.config.port === authz.config?.port) {
    faults.push('  AUTHZ_PORT is the same as CORE_API_PORT')
  }
  if (coreApi.config && authz.config && hasPortTwice(coreApi.config, authz.config)) {
    faults.push('  METRICS_PORT, or the one behind it, which is that of authz, is the port of a service')
  }
  if (coreApi.config === undefined || authz.config === undefined || faults.length > 0) {
    throw new LaunchError(`The configuration is not valid:\n${[...new Set(faults)].join('\n')}`)
  }
  const ports = { CORE_API_PORT: coreApi.config.port, AUTHZ_PORT: authz.config.port }
  return { production, dataDir: resolve(given['DATA_DIR'] ?? '.data'), ports, given }
}
