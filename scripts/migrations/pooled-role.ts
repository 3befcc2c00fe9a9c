import { AUTHZ_LIMITS, DB_LIMITS } from '@latchkey/shared/connection-limits'
import { settingsOf } from '@latchkey/shared/postgres'
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import { withClient } from './client.ts'

const LIMITS_OF = { 'core-api': DB_LIMITS, authz: AUTHZ_LIMITS } as const

/**
 * Writes what the connections of a service must have onto its role, for one database: a pooler hands on nothing that a client
 * sends with a new connection, but what it opens itself begins with this. May be repeated.
 * @param url of the service, which names its role
 * @returns the name of the role
 */
export async function setPooledRole(adminUrl: string, url: string, service: keyof typeof LIMITS_OF): Promise<string> {
  const { user = '' } = parseIntoClientConfig(url)
  await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name')
    const role = `ROLE ${pg.escapeIdentifier(user)} IN DATABASE ${pg.escapeIdentifier(rows[0]?.name ?? '')}`
    const settings = Object.entries(settingsOf(LIMITS_OF[service]))
    // A list of names is no literal.
    const statements = settings.map(
      ([name, value]) => `ALTER ${role} SET ${name} = ${name === 'search_path' ? value : pg.escapeLiteral(value)}`,
    )
    await client.query(statements.join(';\n'))
  })
  return user
}
