import { ensureRole, type RoleOfService } from './service-role.ts'

/** What core-api does less with than to read and write rows: nothing that the migrate job writes, no past that is kept. */
const NARROWER: Readonly<Record<string, string>> = {
  _prisma_migrations: 'SELECT',
  database_identities: 'SELECT',
  permissions: 'SELECT',
  roles: 'SELECT',
  role_permissions: 'SELECT',
  audit_events: 'SELECT, INSERT',
}

/** The schema of the queue, which pg-boss makes. */
const QUEUE = 'pgboss'
const ROWS = 'SELECT, INSERT, UPDATE, DELETE'

/** Anything by which it could change what the database holds it to. */
const EXCESS = `
  SELECT fault FROM pg_roles r CROSS JOIN LATERAL (VALUES
    (1, 'the rights of a superuser or of one who makes roles or databases',
      r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls),
    (2, 'the rights of another role', EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)),
    (3, 'something of its own in the database', EXISTS (
      SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o'
        AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))),
    (4, 'the right to create', has_database_privilege(r.oid, current_database(), 'CREATE, TEMPORARY')
      OR EXISTS (SELECT FROM pg_namespace n WHERE has_schema_privilege(r.oid, n.oid, 'CREATE'))),
    (5, 'the right to change audit events', has_table_privilege(r.oid, 'public.audit_events', 'DELETE, TRUNCATE, TRIGGER')
      OR has_any_column_privilege(r.oid, 'public.audit_events', 'UPDATE'))
  ) AS excess (nth, fault, found) WHERE r.rolname = $1 AND found ORDER BY nth LIMIT 1`

const CORE_API: RoleOfService = {
  variable: 'CORE_API_DATABASE_URL',
  settings: [],
  grants: (role) => [
    `GRANT ${ROWS} ON ALL TABLES IN SCHEMA public TO ${role}`,
    ...Object.entries(NARROWER).flatMap(([table, rights]) => [
      `REVOKE ALL ON public.${table} FROM ${role}`,
      `GRANT ${rights} ON public.${table} TO ${role}`,
    ]),
    `REVOKE ALL ON SCHEMA ${QUEUE} FROM ${role}`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${QUEUE} FROM ${role}`,
    `GRANT USAGE ON SCHEMA ${QUEUE} TO ${role}`,
    `GRANT ${ROWS} ON ALL TABLES IN SCHEMA ${QUEUE} TO ${role}`,
  ],
  excess: EXCESS,
}

/**
 * Makes the role that CORE_API_DATABASE_URL names, with its password: it owns nothing, creates nothing, reads and writes the
 * rows of the database of adminUrl and of the queue there, and only adds to the audit log. May be repeated, also by several at
 * once; after the migrations, whose new tables it is given.
 * @throws LaunchError when the role cannot be made or would have more rights
 */
export const ensureCoreApiRole = (adminUrl: string, coreApiUrl: string): Promise<void> =>
  ensureRole(CORE_API, adminUrl, coreApiUrl)
