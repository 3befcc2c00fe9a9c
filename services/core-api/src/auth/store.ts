import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { Db } from '@latchkey/shared/db/client'
import type { OverrideEffect } from '@latchkey/shared/db/generated/enums'
import type { SessionUser } from '../sessions/schema.ts'

interface Place {
  readonly id: string
  readonly buildingId: string
  readonly buildingName: string
}

/** A user with all that they hold; what comes as JSON has its moments as text. */
interface Holder extends SessionUser {
  readonly orgName: string
  readonly slug: string
  readonly roleKeys: readonly string[]
  readonly overrides: readonly { readonly permissionKey: string; readonly effect: OverrideEffect }[]
  readonly assignments: readonly (Place & { readonly type: AssignmentTypeName })[]
  readonly occupancies: readonly (Place & {
    readonly unitId: string
    readonly unitLabel: string
    readonly startAt: string
  })[]
}

/** One statement, so that all of it stood at one instant: an assignment and the name of its building agree. */
export async function findHolder(db: Db, orgId: string, id: string): Promise<Holder | undefined> {
  const [holder] = await db.read<Holder>`
    SELECT u.id, u.org_id AS "orgId", u.email, u.name, u.status::text AS status,
      u.must_change_password AS "mustChangePassword", o.name AS "orgName", o.slug,
      ARRAY (SELECT role_key FROM user_roles WHERE org_id = u.org_id AND user_id = u.id) AS "roleKeys",
      (
        SELECT coalesce(json_agg(json_build_object('permissionKey', permission_key, 'effect', effect)), '[]')
        FROM permission_overrides WHERE org_id = u.org_id AND user_id = u.id
      ) AS overrides,
      (
        SELECT coalesce(json_agg(json_build_object(
          'id', a.id, 'buildingId', b.id, 'buildingName', b.name, 'type', a.type
        ) ORDER BY a.id), '[]')
        FROM building_assignments a JOIN buildings b ON b.org_id = a.org_id AND b.id = a.building_id
        WHERE a.org_id = u.org_id AND a.user_id = u.id
      ) AS assignments,
      (
        SELECT coalesce(json_agg(json_build_object(
          'id', c.id, 'buildingId', b.id, 'buildingName', b.name, 'unitId', n.id, 'unitLabel', n.label,
          'startAt', c.start_at
        ) ORDER BY c.id), '[]')
        FROM occupancies c
        JOIN buildings b ON b.org_id = c.org_id AND b.id = c.building_id
        JOIN units n ON n.org_id = c.org_id AND n.id = c.unit_id
        WHERE c.org_id = u.org_id AND c.resident_user_id = u.id AND c.status = 'ACTIVE'
      ) AS occupancies
    FROM users u JOIN orgs o ON o.id = u.org_id
    WHERE u.org_id = ${orgId}::uuid AND u.id = ${id}::uuid`
  return holder
}
