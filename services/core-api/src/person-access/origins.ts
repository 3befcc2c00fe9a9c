import type { Db } from '@latchkey/shared/db/client'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { counts, isActive, NOW } from '@latchkey/shared/grant-times'
import type { OwnedUser } from '../access/owned.ts'

/** Where a grant comes from. `by` is null when no user gave it. */
export interface Origin {
  readonly kind: 'role' | 'override' | 'assignment' | 'occupancy'
  /** The key of the role or of the override, or the id of the row. */
  readonly name: string
  readonly buildingId: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly since: Date
  readonly by: { readonly id: string; readonly name: string } | null
}

/** The moment that is asked about, or now: each statement below begins with it. */
const asked = (at: Date | undefined) => Prisma.sql`
  WITH asked AS MATERIALIZED (SELECT coalesce(${at ?? null}::timestamptz, ${Prisma.raw(NOW)}) AS moment)`
const MOMENT = '(SELECT moment FROM asked)'
const counting = (alias: string) => Prisma.raw(counts(alias, MOMENT))
const living = (alias: string) => Prisma.raw(isActive(alias, MOMENT))

interface Range {
  readonly after: string | undefined
  readonly limit: number
  readonly at: Date | undefined
}

/** The buildings in which the user is assigned or lives, ascending, from `after` on. */
export async function grantedBuildings(
  db: Db,
  { orgId, id: userId }: OwnedUser,
  { after, limit, at }: Range,
): Promise<{ id: string; name: string }[]> {
  return db.$queryRaw`
    ${asked(at)}
    SELECT b.id, b.name FROM (
      SELECT a.building_id FROM building_assignments a
      WHERE a.org_id = ${orgId}::uuid AND a.user_id = ${userId}::uuid AND ${counting('a')}
      UNION
      SELECT o.building_id FROM occupancies o
      WHERE o.org_id = ${orgId}::uuid AND o.resident_user_id = ${userId}::uuid AND ${living('o')}
    ) g JOIN buildings b ON b.org_id = ${orgId}::uuid AND b.id = g.building_id
    WHERE ${after ?? null}::uuid IS NULL OR b.id > ${after ?? null}::uuid ORDER BY b.id LIMIT ${limit}`
}

/**
 * The origin of each grant that the user has in the org or in one of these buildings: the event that wrote it down, of
 * a role or override the last that gave it. What was written without an event began with its row.
 */
export const originsOf = (
  db: Db,
  { orgId, id: userId }: OwnedUser,
  { buildingIds, at }: { readonly buildingIds: readonly string[]; readonly at: Date | undefined },
) =>
  db.$queryRaw<Origin[]>`
    ${asked(at)}, held AS (
      SELECT 'role' AS kind, r.role_key AS name, NULL::uuid AS building_id, r.starts_at, r.ends_at, r.created_at
      FROM user_roles r WHERE r.org_id = ${orgId}::uuid AND r.user_id = ${userId}::uuid AND ${counting('r')}
      UNION ALL
      SELECT 'override', p.permission_key, NULL, p.starts_at, p.ends_at, p.created_at
      FROM permission_overrides p
      WHERE p.org_id = ${orgId}::uuid AND p.user_id = ${userId}::uuid AND p.effect = 'ALLOW' AND ${counting('p')}
      UNION ALL
      SELECT 'assignment', a.id::text, a.building_id, a.starts_at, a.ends_at, a.created_at
      FROM building_assignments a
      WHERE a.org_id = ${orgId}::uuid AND a.user_id = ${userId}::uuid AND a.building_id = ANY (${buildingIds}::uuid[])
        AND ${counting('a')}
      UNION ALL
      SELECT 'occupancy', o.id::text, o.building_id, o.start_at, o.planned_end_at, o.created_at
      FROM occupancies o
      WHERE o.org_id = ${orgId}::uuid AND o.resident_user_id = ${userId}::uuid AND ${living('o')}
        AND o.building_id = ANY (${buildingIds}::uuid[])
    )
    SELECT h.kind, h.name, h.building_id AS "buildingId",
      CASE WHEN h.kind <> 'occupancy' THEN h.starts_at END AS "startsAt", h.ends_at AS "endsAt",
      greatest(h.starts_at, coalesce(e.created_at, h.created_at)) AS since,
      CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS by
    FROM held h LEFT JOIN LATERAL (
      SELECT e.created_at, e.actor_user_id FROM audit_events e
      WHERE e.org_id = ${orgId}::uuid
        AND e.target_id = CASE WHEN h.kind IN ('role', 'override') THEN ${userId}::uuid ELSE h.name::uuid END
        AND CASE h.kind
          WHEN 'role' THEN e.action = 'user.roles_changed'
            AND e.after->'roleKeys' ? h.name AND NOT e.before->'roleKeys' ? h.name
          WHEN 'override' THEN e.action = 'user.overrides_changed'
            AND e.after->'overrides' @> jsonb_build_array(jsonb_build_object('permissionKey', h.name, 'effect', 'ALLOW'))
            AND NOT e.before->'overrides' @> jsonb_build_array(
              jsonb_build_object('permissionKey', h.name, 'effect', 'ALLOW'))
          ELSE e.action IN ('assignment.created', 'occupancy.started', 'occupancy.scheduled') END
      ORDER BY e.id DESC LIMIT 1
    ) e ON true
    LEFT JOIN users u ON u.org_id = ${orgId}::uuid AND u.id = e.actor_user_id
    ORDER BY h.kind, h.name`
