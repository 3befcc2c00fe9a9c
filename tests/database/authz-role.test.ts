import { afterAll, describe, expect, inject, it } from 'vitest'
import { AUTHZ_READS, ensureAuthzRole } from '../../scripts/migrations/authz-role.ts'
import { attempting, codeOf, NOT_ALLOWED } from '../support/attempts.ts'
import { readCatalog } from '../support/catalog.ts'
import { authzPool, ownerPool } from '../support/database.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'
import { createWorld, unique } from '../support/world.ts'

const owner = ownerPool()
const authz = authzPool()
const world = await createWorld(owner)
const userId = await world.user({ roles: ['viewer'] })

const attempt = attempting(authz)

/** What decisions need, column by column; everything else is none of authz's business. */
const READABLE: Readonly<Record<string, readonly string[]>> = {
  orgs: ['id'],
  org_authz_versions: ['org_id', 'version'],
  users: ['org_id', 'id', 'status', 'authz_version'],
  user_roles: ['org_id', 'user_id', 'role_key', 'starts_at', 'ends_at'],
  permission_overrides: ['org_id', 'user_id', 'permission_key', 'effect', 'starts_at', 'ends_at'],
  buildings: ['org_id', 'id'],
  units: ['org_id', 'id', 'building_id'],
  building_assignments: ['org_id', 'id', 'building_id', 'user_id', 'type', 'starts_at', 'ends_at'],
  occupancies: [
    ...['org_id', 'id', 'building_id', 'resident_user_id'],
    ...['start_at', 'planned_end_at', 'end_at', 'status'],
  ],
}

const tables = await readCatalog(owner)
const COLUMNS = tables.flatMap(({ name, columns }) =>
  columns.map((column) => ({ name, column, may: READABLE[name]?.includes(column) ? 'may' : 'may not' })),
)

describe('authz', () => {
  it.each(COLUMNS)('$may read $name.$column, as the owner may', async ({ name, column, may }) => {
    const select = `SELECT ${column} FROM ${name} LIMIT 1`
    expect(await attempt(select)).toBe(may === 'may' ? undefined : NOT_ALLOWED)
    expect(await attempt(select, owner)).toBeUndefined()
  })

  it('is given what decisions need and nothing else, no password hash among it', () => {
    expect(AUTHZ_READS).toEqual(READABLE)
    for (const [name, columns] of Object.entries(READABLE)) {
      expect(tables.find((table) => table.name === name)?.columns).toEqual(expect.arrayContaining([...columns]))
    }
    expect(READABLE['users']).not.toContain('password_hash')
    expect(tables.find(({ name }) => name === 'users')?.columns).toContain('password_hash')
  })

  it.each([
    ['by name', 'SELECT password_hash FROM users'],
    ['by star', 'SELECT * FROM users'],
    ['as a row', 'SELECT users FROM users'],
    ['as JSON', 'SELECT to_json(users) FROM users'],
    ['in a condition', `SELECT id FROM users WHERE password_hash LIKE '$argon2%'`],
    ['in an order', 'SELECT id FROM users ORDER BY password_hash'],
    ['by copy', 'COPY users TO STDOUT'],
    ['in the statistics', `SELECT stavalues1 FROM pg_statistic`],
  ])('does not read a password hash %s', async (_, sql) => {
    expect(await attempt(sql)).toBe(NOT_ALLOWED)
  })
})

const writes = (name: string, column: string): [what: string, sql: string][] => [
  [`insert into ${name}`, `INSERT INTO ${name} DEFAULT VALUES`],
  [`update ${name}`, `UPDATE ${name} SET ${column} = ${column} WHERE false`],
  [`delete from ${name}`, `DELETE FROM ${name} WHERE false`],
]

const otherwise = (name: string, column: string): [what: string, sql: string][] => [
  [`truncate ${name}`, `TRUNCATE ${name} CASCADE`],
  [`lock ${name}`, `LOCK TABLE ${name} IN ROW EXCLUSIVE MODE`],
  [`lock rows of ${name}`, `SELECT ${column} FROM ${name} FOR UPDATE`],
  [`alter ${name}`, `ALTER TABLE ${name} ADD COLUMN another int`],
  [`drop ${name}`, `DROP TABLE ${name}`],
  [`disable the triggers of ${name}`, `ALTER TABLE ${name} DISABLE TRIGGER ALL`],
]

const onTables = (of: typeof writes) => tables.flatMap(({ name, columns }) => of(name, columns[0] ?? ''))

const ELSEWHERE: [what: string, sql: string][] = [
  ['create a table', 'CREATE TABLE another (id int)'],
  ['create a temporary table', 'CREATE TEMPORARY TABLE another (id int)'],
  ['create a view', 'CREATE VIEW another AS SELECT id FROM orgs'],
  ['create a function', `CREATE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 1'`],
  ['create a type', 'CREATE TYPE another AS (id int)'],
  ['create a schema', 'CREATE SCHEMA another'],
  ['create a role', 'CREATE ROLE another'],
  ['become the owner', `SET LOCAL ROLE ${new URL(inject('databaseUrl')).username}`],
  ['read a file of the server', `SELECT pg_read_file('postgresql.conf')`],
  ['run a program', `COPY orgs (id) TO PROGRAM 'cat'`],
  ['switch triggers off', `SET LOCAL session_replication_role = 'replica'`],
  ['end connections', 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user'],
]

describe('authz, even in a transaction that may write, cannot', () => {
  it.each(onTables(writes))('%s, as the owner can', async (_, sql) => {
    expect(await attempt(sql)).toBe(NOT_ALLOWED)
    expect(await attempt(sql, owner)).not.toBe(NOT_ALLOWED)
  })

  it.each([...onTables(otherwise), ...ELSEWHERE])('%s', async (_, sql) => {
    expect(await attempt(sql)).toBe(NOT_ALLOWED)
  })

  it('do any of it, while the owner of the tables can', async () => {
    const named = 'Renamed by the owner'
    await owner.query('UPDATE users SET name = $1 WHERE org_id = $2 AND id = $3', [named, world.orgId, userId])
    const { rows } = await owner.query('SELECT name, password_hash FROM users WHERE id = $1', [userId])
    expect(rows).toEqual([{ name: named, password_hash: 'no hash' }])
    for (const kind of ['TABLE', 'TEMPORARY TABLE']) {
      expect(await attempt(`CREATE ${kind} another (id int)`, owner)).toBeUndefined()
    }
  })

  it('be more by another role or an attribute of its own', async () => {
    const { rows } = await owner.query(
      `SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication AS privileged,
         EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) AS member
       FROM pg_roles WHERE rolname = $1`,
      [new URL(inject('authzDatabaseUrl')).username],
    )
    expect(rows).toEqual([{ privileged: false, member: false }])
  })

  it('write by a mistake: its transactions only read unless they say otherwise', async () => {
    const { rows } = await authz.query(`SELECT current_setting('transaction_read_only') AS value`)
    expect(rows).toEqual([{ value: 'on' }])
  })
})

describe('the role of authz', async () => {
  const scratch = await scratchDatabase()
  await runOn(
    scratch,
    tables.map(({ name, columns }) => `CREATE TABLE ${name} (${columns.join(' text, ')} text)`).join(';'),
  )
  const roleUrl = (password: string, name: string): string => {
    const url = new URL(scratch)
    return Object.assign(url, { username: name, password }).href
  }
  const newRole = () => {
    const name = unique('role').replaceAll('-', '_')
    afterAll(() => runOn(scratch, `DROP OWNED BY ${name}; DROP ROLE ${name}`))
    return name
  }
  const [once, many, changed, superuser] = [newRole(), newRole(), newRole(), newRole()]
  const reading = (url: string) => runOn(url, 'SELECT authz_version FROM users').catch(codeOf)

  it('is made with its password and its rights, and made again changes nothing', async () => {
    const url = roleUrl('first-password', once)
    for (const _ of [1, 2, 3]) {
      await ensureAuthzRole(scratch, url)
      expect(await reading(url)).toBeUndefined()
      expect(await runOn(url, 'SELECT email FROM users').catch(codeOf)).toBe(NOT_ALLOWED)
    }
  })

  it('is made by ten at once', async () => {
    const url = roleUrl('first-password', many)
    await Promise.all(Array.from({ length: 10 }, () => ensureAuthzRole(scratch, url)))
    expect(await reading(url)).toBeUndefined()
  })

  it('gets another password when the URL has another; the old one is refused from then on', async () => {
    const [before, after] = [roleUrl('first-password', changed), roleUrl(`it's "another" % password`, changed)]
    await ensureAuthzRole(scratch, before)
    expect([await reading(before), await reading(after)]).toEqual([undefined, '28P01'])
    await ensureAuthzRole(scratch, after)
    expect([await reading(before), await reading(after)]).toEqual(['28P01', undefined])
  })

  it('loses a right that somebody has given it', async () => {
    const url = roleUrl('first-password', once)
    await ensureAuthzRole(scratch, url)
    await runOn(scratch, `GRANT SELECT (password_hash), INSERT ON users TO ${once}`)
    expect(await runOn(url, 'SELECT password_hash FROM users').catch(codeOf)).toBeUndefined()
    await ensureAuthzRole(scratch, url)
    expect(await runOn(url, 'SELECT password_hash FROM users').catch(codeOf)).toBe(NOT_ALLOWED)
    expect(await reading(url)).toBeUndefined()
  })

  it('is refused when it would keep more rights than it may have', async () => {
    await runOn(scratch, `CREATE ROLE ${superuser} LOGIN SUPERUSER PASSWORD 'first-password'`)
    await expect(ensureAuthzRole(scratch, roleUrl('first-password', superuser))).rejects.toThrow(/more rights/)
  })

  it.each([
    ['the role of core-api itself', () => scratch, /a role of its own/],
    ['no role', () => scratch.replace(/\/\/.*@/, '//'), /must name a role/],
    ['no password', () => roleUrl('', once), /must name a role and its password/],
  ])('is not taken from a URL with %s', async (_, url, message) => {
    await expect(ensureAuthzRole(scratch, url())).rejects.toThrow(message)
  })
})
