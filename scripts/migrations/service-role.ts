import { codeOf, LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import { withClient } from './client.ts'

const ROLE_LOCK = 72_707_371
const ATTEMPTS = 5
/** Roles belong to the whole cluster: two databases of it may meet here although each takes its lock. */
const MET_ANOTHER = new Set(['42710', '23505', 'XX000'])
const CANNOT_SIGN_IN = new Set(['28P01', '28000'])
const NOT_ALLOWED = '42501'

/** The role of a service, and all that it may in a database. */
export interface RoleOfService {
  /** Whose URL names the role. */
  readonly variable: 'AUTHZ_DATABASE_URL' | 'CORE_API_DATABASE_URL'
  /** What its sessions begin with. */
  readonly settings: readonly string[]
  /** The statements that give it its rights, once it has none but to connect and to look into the schema. */
  grants(role: string): readonly string[]
  /** One row with a `fault` when a role named $1 has more: rights that no REVOKE takes away. */
  readonly excess: string
}

interface Role extends RoleOfService {
  readonly name: string
  readonly password: string
  readonly quoted: string
}

function roleOf(service: RoleOfService, adminUrl: string, url: string): Role {
  const { user: name = '', password } = parseIntoClientConfig(url)
  if (name === '' || typeof password !== 'string' || password === '') {
    throw new LaunchError(`${service.variable} must name a role and its password.`)
  }
  if (name === parseIntoClientConfig(adminUrl).user) {
    throw new LaunchError(`${service.variable} must name a role of its own, not that of DATABASE_URL.`)
  }
  return { ...service, name, password, quoted: pg.escapeIdentifier(name) }
}

const setPassword = ({ quoted, password }: Role, verb: 'CREATE' | 'ALTER'): string =>
  `${verb} ROLE ${quoted} LOGIN PASSWORD ${pg.escapeLiteral(password)}`

/** Written only where something is missing: the row of a role is shared by all databases of the cluster. */
async function ensureExists(client: pg.Client, role: Role): Promise<void> {
  const find = 'SELECT coalesce(rolconfig, ARRAY[]::text[]) AS settings FROM pg_roles WHERE rolname = $1'
  const { rows } = await client.query<{ settings: string[] }>(find, [role.name])
  if (rows[0] === undefined) await client.query(setPassword(role, 'CREATE'))
  const missing = role.settings.filter((setting) => rows[0]?.settings.includes(setting) !== true)
  for (const setting of missing) {
    const [name = '', value = ''] = setting.split('=')
    await client.query(`ALTER ROLE ${role.quoted} SET ${name} = ${pg.escapeLiteral(value)}`)
  }
}

/** One transaction, so that a running service never meets a moment without its rights. */
async function ensureGrants(client: pg.Client, { quoted, grants }: Role): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name')
  const database = pg.escapeIdentifier(rows[0]?.name ?? '')
  const statements = [
    `REVOKE ALL ON DATABASE ${database} FROM ${quoted}`,
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
    `REVOKE ALL ON SCHEMA public FROM ${quoted}`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${quoted}, PUBLIC`,
    `REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ${quoted}, PUBLIC`,
    `REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM ${quoted}`,
    `GRANT CONNECT ON DATABASE ${database} TO ${quoted}`,
    `GRANT USAGE ON SCHEMA public TO ${quoted}`,
    ...grants(quoted),
  ]
  await client.query(statements.join(';\n'))
}

/** A superuser, a member of another role or an owner would keep rights that no REVOKE takes away. */
async function assertConfined(client: pg.Client, { name, variable, excess }: Role): Promise<void> {
  const { rows } = await client.query<{ fault: string }>(excess, [name])
  if (rows[0] === undefined) return
  throw new LaunchError(
    `The role ${name} of ${variable} has ${rows[0].fault}: ` +
      'it is a superuser, an owner, or a member of another role. Name a role that is none of them.',
  )
}

function refused(role: Role, error: unknown): unknown {
  if (codeOf(error) !== NOT_ALLOWED) return error
  const settings = role.settings.map((setting) => `ALTER ROLE ${role.quoted} SET ${setting.replace('=', " = '")}';`)
  const statements = [`CREATE ROLE ${role.quoted} LOGIN PASSWORD '<the one of the URL>';`, ...settings]
  return new LaunchError(
    `The user of DATABASE_URL may not set up the role ${role.name} of ${role.variable}: ${messageOf(error)}. ` +
      `Let an administrator run:\n  ${statements.join('\n  ')}`,
  )
}

async function setUp(client: pg.Client, role: Role): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [ROLE_LOCK])
    await ensureExists(client, role)
    await ensureGrants(client, role)
    await assertConfined(client, role)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/**
 * Makes the role that the URL names, with its password and its rights in the database of adminUrl.
 * @throws LaunchError when the role cannot be made or would have more rights
 */
export async function ensureRole(service: RoleOfService, adminUrl: string, url: string): Promise<void> {
  const role = roleOf(service, adminUrl, url)
  await withClient(adminUrl, async (client) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await setUp(client, role)
        break
      } catch (error) {
        if (attempt === ATTEMPTS || !MET_ANOTHER.has(String(codeOf(error)))) throw refused(role, error)
      }
    }
    // Another failure than a refused password is not ours to mend: the service reports it when it starts.
    const signIn = await withClient(url, async () => undefined).catch(codeOf)
    if (!CANNOT_SIGN_IN.has(String(signIn))) return
    await client.query(setPassword(role, 'ALTER')).catch((error: unknown) => {
      throw refused(role, error)
    })
  })
}
