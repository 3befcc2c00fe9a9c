import type { NamedStatement } from './by-hand-statements.ts'

const audit = (action: string, target: string): string => `INSERT INTO audit_events
  (org_id, id, actor_type, actor_user_id, action, target_type, target_id, before, after, request_id)
VALUES ($1, gen_random_uuid(), 'user', $2, '${action}', '${target}', $3, $4, $5, 'by-hand')`

/**
 * What a call with three grants for somebody who exists has to read, lock and write, audit events included. A
 * statement a step, as the order of locks and answers wants them.
 */
export const PROVISION = {
  /** $1 org, $2 buildings. */
  buildings: {
    name: 'p-buildings',
    text: 'SELECT id, name FROM buildings WHERE org_id = $1 AND id = ANY ($2::uuid[])',
  },
  /** $1 org, $2 unit, $3 building. */
  unit: { name: 'p-unit', text: 'SELECT id FROM units WHERE org_id = $1 AND id = $2 AND building_id = $3' },
  /** $1 org, $2 email. */
  person: { name: 'p-person', text: 'SELECT id FROM users WHERE org_id = $1 AND email = $2' },
  /** $1 org, $2 person. */
  lockPerson: {
    name: 'p-lock-person',
    text: 'SELECT name, email, status FROM users WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE',
  },
  /** $1 org, $2 person. */
  roles: { name: 'p-roles', text: 'SELECT role_key FROM user_roles WHERE org_id = $1 AND user_id = $2' },
  /** $1 org, $2 person, $3 role. */
  giveRole: { name: 'p-give-role', text: 'INSERT INTO user_roles (org_id, user_id, role_key) VALUES ($1, $2, $3)' },
  /** $1 org, $2 building, $3 person, $4 type. */
  assignment: {
    name: 'p-assignment',
    text: `SELECT id FROM building_assignments
WHERE org_id = $1 AND building_id = $2 AND user_id = $3 AND type = $4::"AssignmentType"`,
  },
  /** The same. */
  assign: {
    name: 'p-assign',
    text: `INSERT INTO building_assignments (org_id, id, building_id, user_id, type, updated_at)
VALUES ($1, gen_random_uuid(), $2, $3, $4, now()) RETURNING id, created_at, updated_at`,
  },
  /** $1 org, $2 person. */
  homes: {
    name: 'p-homes',
    text: `SELECT id, building_id, unit_id FROM occupancies
WHERE org_id = $1 AND resident_user_id = $2 AND status = 'ACTIVE' ORDER BY id`,
  },
  /** $1 org, $2 unit, $3 building. */
  lockUnit: {
    name: 'p-lock-unit',
    text: 'SELECT FROM units WHERE org_id = $1 AND id = $2 AND building_id = $3 FOR NO KEY UPDATE',
  },
  /** $1 org, $2 unit. */
  lastPeriod: {
    name: 'p-last-period',
    text: `SELECT start_at, end_at FROM occupancies
WHERE org_id = $1 AND unit_id = $2 AND NOT isempty(tstzrange(start_at, end_at))
ORDER BY end_at DESC NULLS FIRST LIMIT 1`,
  },
  /** $1 org, $2 building, $3 unit, $4 person. */
  moveIn: {
    name: 'p-move-in',
    text: `INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, status, start_at, updated_at)
VALUES ($1, gen_random_uuid(), $2, $3, $4, 'ACTIVE', now(), now()) RETURNING id, start_at, created_at, updated_at`,
  },
  /** Each: $1 org, $2 actor, $3 target, $4 before, $5 after. */
  auditRoles: { name: 'p-audit-roles', text: audit('user.roles_changed', 'user') },
  auditAssignment: { name: 'p-audit-assignment', text: audit('assignment.created', 'assignment') },
  auditOccupancy: { name: 'p-audit-occupancy', text: audit('occupancy.started', 'occupancy') },
} as const satisfies Record<string, NamedStatement>
