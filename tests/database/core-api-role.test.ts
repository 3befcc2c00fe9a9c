import { afterAll, describe, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { attempting, NOT_ALLOWED } from '../support/attempts.ts'
import { suitePool } from '../support/database.ts'
import { runOn, scratchDatabase } from '../support/scratch.ts'
import { createWorld, newId, unique } from '../support/world.ts'

const url = await scratchDatabase()
const newRole = (): string => {
  const name = unique('role').replaceAll('-', '_')
  afterAll(() => runOn(url, `DROP OWNED BY ${name}; DROP ROLE ${name}`))
  return name
}
const roleUrl = (name: string): string => Object.assign(new URL(url), { username: name, password: 'password' }).href
const role = newRole()
await deploy(url, undefined, roleUrl(role))
const owner = suitePool(url)
const coreApi = suitePool(roleUrl(role))
const world = await createWorld(owner)
await owner.query(
  `INSERT INTO audit_events (org_id, id, actor_type, action, target_type, target_id, request_id)
   VALUES ($1, $2, 'anonymous', 'user.sign_in_failed', 'user', $2, 'r')`,
  [world.orgId, newId()],
)
// Here the trigger keeps nothing: what is refused is refused by the rights of the role.
await owner.query('ALTER TABLE audit_events DISABLE TRIGGER USER')

const attempt = attempting(coreApi)

const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  'change the audit log': [
    `UPDATE audit_events SET action = 'x'`,
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
    `INSERT INTO audit_events SELECT * FROM audit_events ON CONFLICT (org_id, id) DO UPDATE SET action = 'x'`,
    `MERGE INTO audit_events a USING orgs o ON a.org_id = o.id WHEN MATCHED THEN DELETE`,
    'SELECT FROM audit_events FOR UPDATE',
    'TRUNCATE orgs CASCADE',
  ],
  'take away what keeps it': [
    'ALTER TABLE audit_events ENABLE TRIGGER USER',
    'ALTER TABLE audit_events DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_events_append_only ON audit_events',
    'CREATE RULE nothing AS ON INSERT TO audit_events DO INSTEAD NOTHING',
    'CREATE TRIGGER mine BEFORE INSERT ON audit_events EXECUTE FUNCTION audit_events_are_append_only()',
    `CREATE OR REPLACE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    'ALTER FUNCTION audit_events_are_append_only() OWNER TO CURRENT_USER',
    'ALTER TABLE audit_events OWNER TO CURRENT_USER',
    'ALTER TABLE audit_events RENAME TO audit_events_of_old',
    'DROP TABLE audit_events CASCADE',
    'SET session_replication_role = replica',
    `SELECT pg_catalog.set_config('session_replication_role', 'replica', false)`,
    'UPDATE pg_trigger SET tgenabled = $$D$$',
  ],
  'give itself more': [
    'ALTER ROLE CURRENT_USER SUPERUSER',
    'ALTER ROLE CURRENT_USER CREATEROLE',
    'CREATE ROLE another',
    `SET ROLE ${new URL(url).username}`,
    `SET SESSION AUTHORIZATION ${new URL(url).username}`,
    `GRANT ${new URL(url).username} TO ${role}`,
    'GRANT pg_write_server_files TO CURRENT_USER',
  ],
  'create or alter': [
    'CREATE TABLE mine ()',
    'CREATE TEMPORARY TABLE mine ()',
    'CREATE TABLE pgboss.mine ()',
    'CREATE SCHEMA mine',
    'CREATE VIEW mine AS SELECT 1',
    'CREATE SEQUENCE mine',
    'CREATE TYPE mine AS ENUM ()',
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1',
    'CREATE EXTENSION citext',
    'CREATE INDEX mine ON users (name)',
    'ALTER TABLE users ADD COLUMN mine int',
    'DROP INDEX users_org_id_email_key',
    'ALTER TABLE occupancies DISABLE TRIGGER occupancies_authz_version',
    'DROP TABLE rate_limits',
    'DROP SCHEMA pgboss CASCADE',
    'ALTER TABLE pgboss.job ADD COLUMN mine int',
    `COMMENT ON TABLE users IS 'mine'`,
    'TRUNCATE rate_limits',
    'TRUNCATE pgboss.warning',
  ],
  'write what the migrate job writes': [
    'DELETE FROM _prisma_migrations',
    `UPDATE _prisma_migrations SET rolled_back_at = now()`,
    `INSERT INTO permissions SELECT 'x', description, resource, access, residents FROM permissions LIMIT 1`,
    'UPDATE permissions SET residents = true',
    `INSERT INTO roles SELECT 'x', name, description FROM roles LIMIT 1`,
    `UPDATE roles SET name = 'x'`,
    `INSERT INTO role_permissions SELECT 'viewer', key FROM permissions ON CONFLICT DO NOTHING`,
    'DELETE FROM role_permissions',
  ],
  'reach the machine': [
    `COPY (SELECT) TO PROGRAM 'cat >/dev/null'`,
    `COPY users FROM PROGRAM 'true'`,
    `SELECT pg_read_file('PG_VERSION')`,
    `SELECT pg_ls_dir('.')`,
    'SELECT FROM pg_authid',
  ],
}

describe.each(Object.entries(FORBIDDEN))('core-api may not %s', (_, statements) => {
  it.each(statements)('%s', async (statement) => {
    expect(await attempt(statement)).toBe(NOT_ALLOWED)
    // What an owner may do: nothing else than the rights stands in the way.
    expect(await attempt(statement, owner)).toBeUndefined()
  })
})
