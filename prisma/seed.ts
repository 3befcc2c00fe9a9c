import { PERMISSIONS, ROLES } from '@latchkey/shared/permissions'
import type { ClientBase } from 'pg'

const SEED_LOCK = 72_707_370
const UPSERT_PERMISSIONS = `
  INSERT INTO permissions (key, description, resource, access, residents)
  SELECT key, description, resource, access, residents
  FROM json_to_recordset($1) AS wanted (
    key text, description text, resource "PermissionResource", access "PermissionAccess", residents boolean)
  ON CONFLICT (key) DO UPDATE SET description = excluded.description, resource = excluded.resource,
    access = excluded.access, residents = excluded.residents`
const UPSERT_ROLES = `
  INSERT INTO roles (key, name, description)
  SELECT key, name, description FROM json_to_recordset($1) AS wanted (key text, name text, description text)
  ON CONFLICT (key) DO UPDATE SET name = excluded.name, description = excluded.description`
const REPLACE_ROLE_PERMISSIONS = `
  WITH wanted AS (SELECT * FROM json_to_recordset($1) AS w (role_key text, permission_key text)),
  gone AS (
    DELETE FROM role_permissions held WHERE NOT EXISTS (
      SELECT FROM wanted w WHERE w.role_key = held.role_key AND w.permission_key = held.permission_key))
  INSERT INTO role_permissions (role_key, permission_key) SELECT role_key, permission_key FROM wanted
  ON CONFLICT DO NOTHING`

/** What is gone from the catalogue, and before it the grants that name it: the foreign keys restrict. */
const REMOVALS = [
  { table: 'permission_overrides', column: 'permission_key', known: Object.keys(PERMISSIONS) },
  { table: 'user_roles', column: 'role_key', known: Object.keys(ROLES) },
  { table: 'permissions', column: 'key', known: Object.keys(PERMISSIONS) },
  { table: 'roles', column: 'key', known: Object.keys(ROLES) },
] as const

export interface RemovedRows {
  readonly table: string
  readonly key: string
  readonly rows: number
}

async function remove(client: ClientBase): Promise<RemovedRows[]> {
  const removed: RemovedRows[] = []
  // Locked first, so that nobody grants what is about to go.
  await client.query('SELECT FROM permissions WHERE NOT key = ANY ($1) FOR UPDATE', [Object.keys(PERMISSIONS)])
  await client.query('SELECT FROM roles WHERE NOT key = ANY ($1) FOR UPDATE', [Object.keys(ROLES)])
  for (const { table, column, known } of REMOVALS) {
    const { rows } = await client.query<{ key: string; rows: number }>(
      `WITH gone AS (DELETE FROM ${table} WHERE NOT ${column} = ANY ($1) RETURNING ${column} AS key)
       SELECT key, count(*)::int AS rows FROM gone GROUP BY key ORDER BY key`,
      [known],
    )
    removed.push(...rows.map((row) => ({ table, ...row })))
  }
  return removed
}

/**
 * Makes the catalogue in the database equal to permissions.ts, in one transaction; equal calls may run at once.
 * Returns what it removed, among it the grants of users that name a removed role or permission.
 */
export async function seedCatalogue(client: ClientBase): Promise<RemovedRows[]> {
  const entries = <Value extends object>(catalogue: Readonly<Record<string, Value>>) =>
    JSON.stringify(Object.entries(catalogue).map(([key, value]) => ({ key, ...value })))
  const held = Object.entries(ROLES).flatMap(([role_key, { permissionKeys }]) =>
    permissionKeys.map((permission_key) => ({ role_key, permission_key })),
  )
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK])
    await client.query(UPSERT_PERMISSIONS, [entries(PERMISSIONS)])
    await client.query(UPSERT_ROLES, [entries(ROLES)])
    const removed = await remove(client)
    await client.query(REPLACE_ROLE_PERMISSIONS, [JSON.stringify(held)])
    await client.query('COMMIT')
    return removed
  } catch (error) {
    // A broken connection has rolled back already; the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
