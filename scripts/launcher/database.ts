import { join } from 'node:path'
import { type PostgresServer, startPostgres } from '@latchkey/dev-postgres/embedded'
import { LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import { connectionTo, UNHURRIED } from '@latchkey/shared/postgres'
import pg from 'pg'
import type { DatabaseUrls, Settings } from './environment.ts'
import type { Secrets } from './secrets.ts'

const OLDEST = 15

/** The same database as another role; query parameters such as sslmode or a socket's folder stay. */
function asRole(url: string, role: { readonly name: string; readonly password: string }): string {
  const derived = new URL(url)
  derived.searchParams.delete('user')
  derived.searchParams.delete('password')
  if (derived.host === '') {
    derived.searchParams.set('user', role.name)
    derived.searchParams.set('password', role.password)
  } else {
    derived.username = role.name
    derived.password = role.password
  }
  return derived.toString()
}

/** Whether its user may make roles. @throws LaunchError when the server cannot be used */
async function inspectServer(url: string): Promise<boolean> {
  const client = new pg.Client(connectionTo(url, { ...UNHURRIED, silence: 10_000 }))
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new LaunchError(`The server of DATABASE_URL cannot be used: ${messageOf(error)}`)
  }
  try {
    const { rows } = await client.query<{ version: number; makesRoles: boolean }>(
      `SELECT current_setting('server_version_num')::int AS version, rolsuper OR rolcreaterole AS "makesRoles"
       FROM pg_roles WHERE rolname = current_user`,
    )
    const major = Math.floor((rows[0]?.version ?? 0) / 10_000)
    if (major < OLDEST)
      throw new LaunchError(`The server of DATABASE_URL is PostgreSQL ${major}; ${OLDEST} or newer is needed.`)
    return rows[0]?.makesRoles === true
  } finally {
    await client.end()
  }
}

export interface Database {
  readonly urls: DatabaseUrls
  /** Only when it is the embedded one. */
  readonly server?: PostgresServer
}

/** The database of DATABASE_URL, or the embedded one. @throws LaunchError when it cannot be used */
export async function openDatabase(
  { given, dataDir }: Settings,
  secrets: Secrets | undefined,
  signal: AbortSignal,
): Promise<Database> {
  const urlsFor = (own: string, makesRoles: boolean): DatabaseUrls => {
    const authz = given['AUTHZ_DATABASE_URL'] ?? (secrets && asRole(own, secrets.authzRole))
    if (authz === undefined) throw new LaunchError('AUTHZ_DATABASE_URL is missing.')
    const made = secrets && makesRoles ? asRole(own, secrets.coreApiRole) : undefined
    const coreApi = given['CORE_API_DATABASE_URL'] ?? made
    if (coreApi === undefined)
      console.warn('core-api serves as the owner of the database: name a role for it in CORE_API_DATABASE_URL.')
    return { DATABASE_URL: own, AUTHZ_DATABASE_URL: authz, CORE_API_DATABASE_URL: coreApi }
  }
  const url = given['DATABASE_URL']
  if (url !== undefined) {
    return { urls: urlsFor(url, await inspectServer(url)) }
  }
  if (secrets === undefined) throw new LaunchError('DATABASE_URL is missing.')
  const server = await startPostgres(join(dataDir, 'postgres'), secrets.databasePassword, signal)
  return { urls: urlsFor(server.url, true), server }
}
