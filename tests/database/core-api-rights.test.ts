import { installJobs, startJobs } from '@latchkey/core-api/mail/queue'
import { createLogger } from '@latchkey/shared/logger'
import { afterAll, describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { ensureCoreApiRole } from '../../scripts/migrations/core-api-role.ts'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { suitePool } from '../support/database.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'
import { unique } from '../support/world.ts'

const scratch = await scratchDatabase()
const newRole = (database = scratch): string => {
  const name = unique('role').replaceAll('-', '_')
  afterAll(() => runOn(database, `DROP OWNED BY ${name}; DROP ROLE ${name}`))
  return name
}
const roleUrl = (name: string, database = scratch): string =>
  Object.assign(new URL(database), { username: name, password: 'password' }).href
const role = newRole()
await deploy(scratch, undefined, roleUrl(role))
const owner = suitePool(scratch)

const ROWS = 'SELECT INSERT UPDATE DELETE'
const NARROWER: Readonly<Record<string, string>> = {
  _prisma_migrations: 'SELECT',
  database_identities: 'SELECT',
  audit_events: 'SELECT INSERT',
  permissions: 'SELECT',
  role_permissions: 'SELECT',
  roles: 'SELECT',
}

describe('the role of core-api', () => {
  it('has the rights on rows and no others, on every table and on the queue', async () => {
    const { rows } = await owner.query<{ schema: string; name: string; rights: string }>(
      `SELECT n.nspname AS schema, c.relname AS name, array_to_string(ARRAY(
         SELECT r FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) r
         WHERE has_table_privilege($1, c.oid, r)), ' ') AS rights
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'pgboss') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
      [role],
    )
    expect(rows.filter(({ schema }) => schema === 'pgboss').length).toBeGreaterThan(5)
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(NARROWER)))
    for (const { schema, name, rights } of rows) {
      const expected = schema === 'public' ? (NARROWER[name] ?? ROWS) : ROWS
      expect([schema, name, rights]).toEqual([schema, name, expected])
    }
  })

  it('is given a new table, and keeps its rights, when the job runs again', async () => {
    await runOn(scratch, 'CREATE TABLE made_later ()')
    const reading = () => runOn(roleUrl(role), 'SELECT FROM made_later')
    await expect(reading()).rejects.toMatchObject({ code: '42501' })
    await deploy(scratch, undefined, roleUrl(role))
    await reading()
    await runOn(roleUrl(role), 'SELECT FROM users')
  })

  it('loses what somebody gave it', async () => {
    await runOn(
      scratch,
      `GRANT UPDATE (action), TRUNCATE ON audit_events TO ${role}; GRANT CREATE ON SCHEMA public TO ${role}`,
    )
    const update = () => runOn(roleUrl(role), `UPDATE audit_events SET action = 'x'`)
    await update()
    await ensureCoreApiRole(scratch, roleUrl(role))
    await expect(update()).rejects.toMatchObject({ code: '42501' })
    await expect(runOn(roleUrl(role), 'CREATE TABLE mine ()')).rejects.toMatchObject({ code: '42501' })
  })

  it.each<[what: string, make: (name: string) => string]>([
    ['is a superuser', (name) => `CREATE ROLE ${name} LOGIN SUPERUSER PASSWORD 'password'`],
    ['makes roles', (name) => `CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'password'`],
    ['is a member of another', (name) => `CREATE ROLE ${name} LOGIN PASSWORD 'password' IN ROLE pg_write_all_data`],
    [
      'owns a table',
      (name) =>
        `CREATE ROLE ${name} LOGIN PASSWORD 'password'; CREATE TABLE of_${name} (); ALTER TABLE of_${name} OWNER TO ${name}`,
    ],
  ])('is refused when it %s', async (_, make) => {
    const name = newRole()
    await runOn(scratch, make(name))
    await expect(ensureCoreApiRole(scratch, roleUrl(name))).rejects.toThrow(
      /CORE_API_DATABASE_URL has (the rights|something)/,
    )
  })
})

describe('the schema of the queue', () => {
  const logger = createLogger('core-api', 'silent')
  const start = async (url: string) => (await startJobs(url, logger)).stop({ graceful: false })

  it('is made by the job alone: without it core-api says what to run', async () => {
    const bare = await scratchDatabase()
    await applyMigrations(bare)
    const name = newRole(bare)
    await runOn(bare, `CREATE ROLE ${name} LOGIN PASSWORD 'password'`)
    await expect(start(roleUrl(name, bare))).rejects.toThrow('run `pnpm migrate deploy` as the owner')
    await installJobs(bare)
    await ensureCoreApiRole(bare, roleUrl(name, bare))
    await start(roleUrl(name, bare))
  })

  it('is made by an owner who serves where the job has not run', async () => {
    const bare = await scratchDatabase()
    await applyMigrations(bare)
    await start(bare)
  })

  it('may be that of a newer version: one that is being replaced starts again', async () => {
    await owner.query('UPDATE pgboss.version SET version = version + 1')
    await start(roleUrl(role))
    await owner.query('UPDATE pgboss.version SET version = version - 1')
    await start(roleUrl(role))
  })
})
