import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { authzPool, ownerPool } from '../support/database.ts'

const owner = ownerPool()
const role = authzPool()

/** What decisions need, column by column; everything else is none of authz's business. */
const READABLE: Record<string, readonly string[]> = {
  orgs: ['id'],
  users: ['org_id', 'id', 'status', 'authz_version'],
  user_roles: ['org_id', 'user_id', 'role_key'],
  permission_overrides: ['org_id', 'user_id', 'permission_key', 'effect'],
  buildings: ['org_id', 'id'],
  units: ['org_id', 'id', 'building_id'],
  building_assignments: ['org_id', 'id', 'building_id', 'user_id', 'type'],
  occupancies: ['org_id', 'id', 'building_id', 'resident_user_id', 'status'],
}

const { rows: columns } = await owner.query<{ table: string; column: string }>(
  `SELECT table_name AS table, column_name AS column FROM information_schema.columns
   WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`,
)
const tables = [...new Set(columns.map(({ table }) => table))]
const firstColumn = (table: string) => columns.find((column) => column.table === table)?.column

const NOT_ALLOWED = '42501'

/** The code of the error a statement ends with, `ok` without one. Nothing of it stays. */
const outcome = async (pool: Pool, statement: string): Promise<unknown> => {
  const client = await pool.connect()
  try {
    // The role's sessions are read-only by default; a right must be missing even where that is lifted.
    await client.query('BEGIN READ WRITE')
    await client.query(statement)
    return 'ok'
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

describe('the role authz connects with', () => {
  it.each(columns)('reads $table.$column only if a decision needs it', async ({ table, column }) => {
    const select = `SELECT "${column}" FROM "${table}" LIMIT 1`
    const needed = READABLE[table]?.includes(column) ?? false
    expect(await outcome(role, select)).toBe(needed ? 'ok' : NOT_ALLOWED)
    expect(await outcome(owner, select)).toBe('ok')
  })

  it('cannot read a password hash, which is there to be read', async () => {
    expect(columns).toContainEqual({ table: 'users', column: 'password_hash' })
    for (const what of ['password_hash', '*', 'users', 'to_json(users)']) {
      expect(await outcome(role, `SELECT ${what} FROM users LIMIT 1`)).toBe(NOT_ALLOWED)
    }
  })

  it.each(tables)('writes nothing in %s', async (table) => {
    const column = firstColumn(table)
    for (const statement of [
      `INSERT INTO "${table}" DEFAULT VALUES`,
      `UPDATE "${table}" SET "${column}" = "${column}" WHERE false`,
      `DELETE FROM "${table}" WHERE false`,
    ]) {
      expect(await outcome(role, statement), statement).toBe(NOT_ALLOWED)
      expect(await outcome(owner, statement), statement).not.toBe(NOT_ALLOWED)
    }
    expect(await outcome(role, `TRUNCATE "${table}"`)).toBe(NOT_ALLOWED)
    expect(await outcome(role, `LOCK TABLE "${table}" IN ROW EXCLUSIVE MODE`)).toBe(NOT_ALLOWED)
  })

  it('makes no table, not even a temporary one', async () => {
    for (const statement of ['CREATE TABLE mine (id int)', 'CREATE TEMPORARY TABLE mine (id int)']) {
      expect(await outcome(role, statement)).toBe(NOT_ALLOWED)
      expect(await outcome(owner, statement)).toBe('ok')
    }
  })

  it('is no superuser and no member of another role', async () => {
    const { rows } = await owner.query(
      `SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
         EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) AS member
       FROM pg_roles WHERE rolname = $1`,
      [role.options.user ?? new URL(role.options.connectionString ?? '').username],
    )
    const no = { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false, rolreplication: false }
    expect(rows).toEqual([{ ...no, member: false }])
  })
})
