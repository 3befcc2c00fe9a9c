import { ensureRole, type RoleOfService } from './service-role.ts'

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

const TABLE_WITH_MORE = `
  SELECT 'more rights on ' || relname || ' than authz may have' AS fault FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND (has_table_privilege($1, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
      OR relname = 'users' AND has_column_privilege($1, oid, 'password_hash', 'SELECT'))
  ORDER BY relname LIMIT 1`

const AUTHZ: RoleOfService = {
  variable: 'AUTHZ_DATABASE_URL',
  settings: SETTINGS,
  grants: (role) =>
    Object.entries(AUTHZ_READS).map(
      ([table, columns]) => `GRANT SELECT (${columns.join(', ')}) ON public.${table} TO ${role}`,
    ),
  excess: TABLE_WITH_MORE,
}

/**
 * Makes the role that AUTHZ_DATABASE_URL names, with its password, and gives it AUTHZ_READS in the database of
 * adminUrl and nothing else. May be repeated, also by several at once.
 * @throws LaunchError when the role cannot be made or would have more rights
 */
export const ensureAuthzRole = (adminUrl: string, authzUrl: string): Promise<void> =>
  ensureRole(AUTHZ, adminUrl, authzUrl)
