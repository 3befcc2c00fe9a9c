import { codeOf, LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import { withClient } from './client.ts'

/** Everything that authz may see: what decisions need, column by column. */
export const AUTHZ_READS = {
  orgs: ['id'],
  org_authz_versions: ['org_id', 'version'],
  users: ['org_id', 'id', 'status', 'authz_version'],
  user_roles: ['org_id', 'user_id', 'role_key', 'starts_at', 'ends_at'],
  permission_overrides: ['org_id', 'user_id', 'permission_key', 'effect', 'starts_at', 'ends_at'],
  buildings: ['org_id', 'id'],
  units: ['org_id', 'id', 'building_id'],
  building_assignments: ['org_id', 'id', 'building_id', 'user_id', 'type', 'starts_at', 'ends_at'],
  // The status is what the version before reads, which may run while the database is brought up to date.
  occupancies: [
    ...['org_id', 'id', 'building_id', 'resident_user_id'],
    ...['start_at', 'planned_end_at', 'end_at', 'status'],
  ],
} as const satisfies Record<string, readonly string[]>

// Every statement of authz is prepared and finds its rows by index: planning it anew would cost more than running it.
const SETTINGS = ['default_transaction_read_only=on', 'statement_timeout=5s', 'plan_cache_mode=force_generic_plan']
const ROLE_LOCK = 72_707_371
const ATTEMPTS = 5
/** Roles belong to the whole cluster: two databases of it may meet here although each takes its lock. */
const MET_ANOTHER = new Set(['42710', '23505', 'XX000'])
const CANNOT_SIGN_IN = new Set(['28P01', '28000'])
const NOT_ALLOWED = '42501'

interface Role {
  readonly name: string
  readonly password: string
  readonly quoted: string
}

function roleOf(adminUrl: string, authzUrl: string): Role {
  const { user: name = '', password } = parseIntoClientConfig(authzUrl)
  if (name === '' || typeof password !== 'string' || password === '') {
    throw new LaunchError('AUTHZ_DATABASE_URL must name a role and its password.')
  }
  if (name === parseIntoClientConfig(adminUrl).user) {
    throw new LaunchError('AUTHZ_DATABASE_URL must name a role of its own, not that of DATABASE_URL.')
  }
  return { name, password, quoted: pg.escapeIdentifier(name) }
}

const setPassword = ({ quoted, password }: Role, verb: 'CREATE' | 'ALTER'): string =>
  `${verb} ROLE ${quoted} LOGIN PASSWORD ${pg.escapeLiteral(password)}`

/** Written only where something is missing: the row of a role is shared by all databases of the cluster. */
async function ensureRole(client: pg.Client, role: Role): Promise<void> {
  const find = 'SELECT coalesce(rolconfig, ARRAY[]::text[]) AS settings FROM pg_roles WHERE rolname = $1'
  const { rows } = await client.query<{ settings: string[] }>(find, [role.name])
  if (rows[0] === undefined) await client.query(setPassword(role, 'CREATE'))
  const missing = SETTINGS.filter((setting) => rows[0]?.settings.includes(setting) !== true)
  for (const setting of missing) {
    const [name = '', value = ''] = setting.split('=')
    await client.query(`ALTER ROLE ${role.quoted} SET ${name} = ${pg.escapeLiteral(value)}`)
  }
}

/** One transaction, so that a running authz never meets a moment without its rights. */
async function ensureGrants(client: pg.Client, { quoted }: Role): Promise<void> {
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
    ...Object.entries(AUTHZ_READS).map(
      ([table, columns]) => `GRANT SELECT (${columns.join(', ')}) ON public.${table} TO ${quoted}`,
    ),
  ]
  await client.query(statements.join(';\n'))
}

/** A superuser, a member of another role or an owner would keep rights that no REVOKE takes away. */
async function assertConfined(client: pg.Client, { name }: Role): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `SELECT relname AS table FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND (has_table_privilege($1, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
         OR relname = 'users' AND has_column_privilege($1, oid, 'password_hash', 'SELECT'))
     ORDER BY relname LIMIT 1`,
    [name],
  )
  if (rows[0] === undefined) return
  throw new LaunchError(
    `The role ${name} of AUTHZ_DATABASE_URL has more rights on ${rows[0].table} than authz may have: ` +
      'it is a superuser, an owner, or a member of another role. Name a role that is none of them.',
  )
}

function refused(role: Role, error: unknown): unknown {
  if (codeOf(error) !== NOT_ALLOWED) return error
  const settings = SETTINGS.map((setting) => `ALTER ROLE ${role.quoted} SET ${setting.replace('=', " = '")}';`)
  const statements = [`CREATE ROLE ${role.quoted} LOGIN PASSWORD '<the one of the URL>';`, ...settings]
  return new LaunchError(
    `The user of DATABASE_URL may not set up the role ${role.name} of AUTHZ_DATABASE_URL: ${messageOf(error)}. ` +
      `Let an administrator run:\n  ${statements.join('\n  ')}`,
  )
}

async function setUp(client: pg.Client, role: Role): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [ROLE_LOCK])
    await ensureRole(client, role)
    await ensureGrants(client, role)
    await assertConfined(client, role)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/**
 * Makes the role that AUTHZ_DATABASE_URL names, with its password, and gives it AUTHZ_READS in the database of
 * adminUrl and nothing else. May be repeated, also by several at once.
 * @throws LaunchError when the role cannot be made or would have more rights
 */
export async function ensureAuthzRole(adminUrl: string, authzUrl: string): Promise<void> {
  const role = roleOf(adminUrl, authzUrl)
  await withClient(adminUrl, async (client) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await setUp(client, role)
        break
      } catch (error) {
        if (attempt === ATTEMPTS || !MET_ANOTHER.has(String(codeOf(error)))) throw refused(role, error)
      }
    }
    // Another failure than a refused password is not ours to mend: authz reports it when it starts.
    const signIn = await withClient(authzUrl, async () => undefined).catch(codeOf)
    if (!CANNOT_SIGN_IN.has(String(signIn))) return
    await client.query(setPassword(role, 'ALTER')).catch((error: unknown) => {
      throw refused(role, error)
    })
  })
}
