import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { Db } from '@latchkey/shared/db/client'
import { Prisma } from '@latchkey/shared/db/generated/client'
import type { OverrideEffect } from '@latchkey/shared/db/generated/enums'
import { counts, isActive, NOW } from '@latchkey/shared/grant-times'
import type { PermissionKey } from '@latchkey/shared/permissions'
import type { SessionUser } from '../sessions/schema.ts'

interface Place {
  readonly id: string
  readonly buildingId: string
  readonly buildingName: string
}

/** What comes as JSON has its moments as text. */
export interface TextTimes {
  readonly startsAt: string | null
  readonly endsAt: string | null
}

interface HeldOverride extends TextTimes {
  readonly permissionKey: PermissionKey
  readonly effect: OverrideEffect
  readonly reason: string | null
}

/** A user with all that they hold at a moment, by the clock of the database. */
interface Holder extends SessionUser {
  readonly now: Date
  readonly orgName: string
  readonly slug: string
  readonly roles: readonly (TextTimes & { readonly roleKey: string })[]
  readonly overrides: readonly HeldOverride[]
  readonly assignments: readonly (Place & TextTimes & { readonly type: AssignmentTypeName })[]
  readonly occupancies: readonly (Place & {
    readonly unitId: string
    readonly unitLabel: string
    readonly startAt: string
    readonly plannedEndAt: string | null
  })[]
}

const counting = (alias: string) => Prisma.raw(counts(alias))
const now = Prisma.raw(NOW)

/** One statement, so that all of it stood at one instant: an assignment and the name of its building agree. */
export async function findHolder(db: Db, orgId: string, id: string): Promise<Holder | undefined> {
  const [holder] = await db.read<Holder>`
    SELECT u.id, u.org_id AS "orgId", u.email, u.name, u.status::text AS status,
      u.must_change_password AS "mustChangePassword", o.name AS "orgName", o.slug, ${now} AS now,
      (
        SELECT coalesce(json_agg(json_build_object(
          'roleKey', r.role_key, 'startsAt', r.starts_at, 'endsAt', r.ends_at)), '[]')
        FROM user_roles r WHERE r.org_id = u.org_id AND r.user_id = u.id AND ${counting('r')}
      ) AS roles,
      (
        SELECT coalesce(json_agg(json_build_object(
          'permissionKey', p.permission_key, 'effect', p.effect, 'startsAt', p.starts_at, 'endsAt', p.ends_at,
          'reason', p.reason)), '[]')
        FROM permission_overrides p WHERE p.org_id = u.org_id AND p.user_id = u.id AND ${counting('p')}
      ) AS overrides,
      (
        SELECT coalesce(json_agg(json_build_object(
          'id', a.id, 'buildingId', b.id, 'buildingName', b.name, 'type', a.type, 'startsAt', a.starts_at,
          'endsAt', a.ends_at
        ) ORDER BY a.id), '[]')
        FROM building_assignments a JOIN buildings b ON b.org_id = a.org_id AND b.id = a.building_id
        WHERE a.org_id = u.org_id AND a.user_id = u.id AND ${counting('a')}
      ) AS assignments,
      (
        SELECT coalesce(json_agg(json_build_object(
          'id', c.id, 'buildingId', b.id, 'buildingName', b.name, 'unitId', n.id, 'unitLabel', n.label,
          'startAt', c.start_at, 'plannedEndAt', c.planned_end_at
        ) ORDER BY c.id), '[]')
        FROM occupancies c
        JOIN buildings b ON b.org_id = c.org_id AND b.id = c.building_id
        JOIN units n ON n.org_id = c.org_id AND n.id = c.unit_id
        WHERE c.org_id = u.org_id AND c.resident_user_id = u.id AND ${Prisma.raw(isActive('c'))}
      ) AS occupancies
    FROM users u JOIN orgs o ON o.id = u.org_id
    WHERE u.org_id = ${orgId}::uuid AND u.id = ${id}::uuid`
  return holder
}
