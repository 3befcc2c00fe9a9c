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

async function assertServer(url: string): Promise<void> {
  const client = new pg.Client(connectionTo(url, { ...UNHURRIED, silence: 10_000 }))
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new LaunchError(`The server of DATABASE_URL cannot be used: ${messageOf(error)}`)
  }
  try {
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    )
    const major = Math.floor((rows[0]?.version ?? 0) / 10_000)
    if (major < OLDEST)
      throw new LaunchError(`The server of DATABASE_URL is PostgreSQL ${major}; ${OLDEST} or newer is needed.`)
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
  const urlsFor = (own: string): DatabaseUrls => {
    const authz = given['AUTHZ_DATABASE_URL'] ?? (secrets && asRole(own, secrets.authzRole))
    if (authz === undefined) throw new LaunchError('AUTHZ_DATABASE_URL is missing.')
    return { DATABASE_URL: own, AUTHZ_DATABASE_URL: authz }
  }
  const url = given['DATABASE_URL']
  if (url !== undefined) {
    await assertServer(url)
    return { urls: urlsFor(url) }
  }
  if (secrets === undefined) throw new LaunchError('DATABASE_URL is missing.')
  const server = await startPostgres(join(dataDir, 'postgres'), secrets.databasePassword, signal)
  return { urls: urlsFor(server.url), server }
}
