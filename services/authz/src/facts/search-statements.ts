import type { ResourceType } from '@latchkey/shared/authz/contract'
import { counts, isActive, NOW } from '@latchkey/shared/grant-times'

/**
 * Search is the policy read backwards: the grants that permit come as parameters (policy/grants.ts). Every branch
 * is ordered and bounded by itself, so that a page reads along an index instead of the whole org.
 */
const denied = (org: string, user: string, moment = NOW) => `(
  SELECT count(*) = cardinality($2::text[]) FROM permission_overrides d
  WHERE d.org_id = ${org} AND d.user_id = ${user} AND d.permission_key = ANY ($2::text[]) AND d.effect = 'DENY'
    AND ${counts('d', moment)})`

/** $1 subject, $2 the key, in a list, $3 roles. The subject, and whether the key is among its global permissions. */
const subject = `(SELECT u.org_id, u.id, u.authz_version,
    u.status = 'ACTIVE' AND NOT ${denied('u.org_id', 'u.id')} AND (
      EXISTS (SELECT FROM user_roles r
              WHERE r.org_id = u.org_id AND r.user_id = u.id AND r.role_key = ANY ($3::text[]) AND ${counts('r')})
      OR EXISTS (SELECT FROM permission_overrides a
                 WHERE a.org_id = u.org_id AND a.user_id = u.id AND a.permission_key = ANY ($2::text[])
                   AND a.effect = 'ALLOW' AND ${counts('a')})
    ) AS global,
    u.status = 'ACTIVE' AS active
  FROM users u WHERE u.id = $1) s`

/** $4 assignment types, $5 whether an occupancy counts. Where the subject's own grants lie, each building once, in order. */
const grantedBuildings = (after: string, limit = '') => `SELECT DISTINCT g.building_id FROM (
    (SELECT DISTINCT a.building_id FROM building_assignments a
     WHERE a.org_id = s.org_id AND a.user_id = s.id AND a.type = ANY ($4::"AssignmentType"[]) AND ${counts('a')} ${after}
     ORDER BY a.building_id ${limit})
    UNION ALL
    (SELECT DISTINCT o.building_id FROM occupancies o
     WHERE $5::boolean AND o.org_id = s.org_id AND o.resident_user_id = s.id AND ${isActive('o')} ${after}
     ORDER BY o.building_id ${limit})
  ) g ORDER BY g.building_id ${limit}`

const columns = 's.org_id AS "orgId", s.authz_version AS version'

export const FIND_ORG = `SELECT ${columns}, CASE WHEN s.global THEN s.org_id END AS id, NULL AS "buildingId"
  FROM ${subject}`

/** $6 limit, $7 the building that the page comes after. */
export const findBuildings = (first: boolean) => `SELECT ${columns}, f.id, NULL AS "buildingId"
FROM ${subject} LEFT JOIN LATERAL (
  (SELECT b.id FROM buildings b WHERE s.global AND b.org_id = s.org_id ${first ? '' : 'AND b.id > $7'}
   ORDER BY b.id LIMIT $6)
  UNION ALL
  (SELECT h.building_id FROM (${grantedBuildings(first ? '' : 'AND building_id > $7', 'LIMIT $6')}) h
   WHERE s.active AND NOT s.global)
) f ON true ORDER BY f.id`

/** $6 limit, $7 and $8 the building and the unit that the page comes after. Units come building by building. */
export const findUnits = (first: boolean) => `SELECT ${columns}, f.id, f.building_id AS "buildingId"
FROM ${subject} LEFT JOIN LATERAL (
  (SELECT x.building_id, x.id FROM units x
   WHERE s.global AND x.org_id = s.org_id ${first ? '' : 'AND (x.building_id, x.id) > ($7, $8)'}
   ORDER BY x.building_id, x.id LIMIT $6)
  UNION ALL
  (SELECT x.building_id, x.id
   FROM (${grantedBuildings(first ? '' : 'AND building_id >= $7')}) h
   CROSS JOIN LATERAL (
     SELECT x.building_id, x.id FROM units x WHERE x.org_id = s.org_id AND x.building_id = h.building_id
     ${first ? '' : 'AND (x.building_id, x.id) > ($7, $8)'} ORDER BY x.id LIMIT $6
   ) x
   WHERE s.active AND NOT s.global ORDER BY h.building_id, x.id LIMIT $6)
) f ON true ORDER BY f.building_id, f.id`

/** One row per org that has something of this id: ids are unique within an org. $1 id. */
const RESOURCES: Record<ResourceType, string> = {
  org: 'SELECT o.id AS org_id, NULL::uuid AS building_id FROM orgs o WHERE o.id = $1',
  building: 'SELECT b.org_id, b.id AS building_id FROM buildings b WHERE b.id = $1',
  unit: 'SELECT x.org_id, x.building_id FROM units x WHERE x.id = $1',
}

/**
 * Whether the user can be the subject of a decision at all: ACTIVE, and of an id that no other org has. A subquery with
 * an aggregate is asked row by row, along the index; an EXISTS would be joined with all users of the org.
 */
const able = (user: string) =>
  `(SELECT count(*) = 1 AND bool_and(u.status = 'ACTIVE') FROM users u WHERE u.id = ${user})`

/** $7: the moment at which they hold it; now when it is null. */
const MOMENT = `coalesce($7::timestamptz, ${NOW})`

/**
 * $1 resource, $2 keys, $3 roles, $4 assignment types, $5 whether an occupancy counts, $6 limit, $8 the user before. Of
 * several keys some may still be denied to those found; all of them are denied to nobody who is found by a role. The last
 * are the orgs, when only those within some are looked for.
 *
 * The planner takes every org for an average one, so that the index of a grant and those of a user cost it the same, and a
 * large org would be read from end to end. Hence a key between itself and itself, and an order by one column more than
 * needed: only the index of the grant gives them.
 */
export const findHolders = (type: ResourceType, first: boolean, isWithin: boolean) => {
  const within = isWithin ? `WHERE r.org_id = ANY ($${first ? 8 : 9}::uuid[])` : ''
  const after = (user: string) => (first ? '' : `AND ${user} > $8`)
  const counting = counts('g', MOMENT)
  return `SELECT DISTINCT f.id FROM (SELECT r.* FROM (${RESOURCES[type]}) r ${within}) p CROSS JOIN LATERAL (
  (SELECT r.id FROM unnest($3::text[]) AS role (key) CROSS JOIN LATERAL (
     SELECT g.user_id AS id FROM user_roles g
     WHERE g.org_id = p.org_id AND g.role_key BETWEEN role.key AND role.key
       ${first ? '' : 'AND (g.role_key, g.user_id) > (role.key, $8)'}
       AND ${counting} AND ${able('g.user_id')} AND NOT ${denied('p.org_id', 'g.user_id', MOMENT)}
     ORDER BY g.role_key, g.user_id LIMIT $6) r)
  UNION ALL
  (SELECT r.id FROM unnest($2::text[]) AS permission (key) CROSS JOIN LATERAL (
     SELECT g.user_id AS id FROM permission_overrides g
     WHERE g.org_id = p.org_id AND g.permission_key BETWEEN permission.key AND permission.key AND g.effect = 'ALLOW'
       ${first ? '' : "AND (g.permission_key, g.effect, g.user_id) > (permission.key, 'ALLOW', $8)"}
       AND ${counting} AND ${able('g.user_id')} ORDER BY g.permission_key, g.user_id LIMIT $6) r)
  UNION ALL
  (SELECT DISTINCT ON (g.user_id) g.user_id FROM building_assignments g
   WHERE g.org_id = p.org_id AND g.building_id = p.building_id AND g.type = ANY ($4::"AssignmentType"[])
     ${after('g.user_id')} AND ${counting} AND ${able('g.user_id')} ORDER BY g.user_id, g.type LIMIT $6)
  UNION ALL
  (SELECT DISTINCT g.resident_user_id FROM occupancies g
   WHERE $5::boolean AND g.org_id = p.org_id AND g.building_id = p.building_id AND ${isActive('g', MOMENT)}
     ${after('g.resident_user_id')} AND ${able('g.resident_user_id')} ORDER BY g.resident_user_id LIMIT $6)
) f ORDER BY f.id LIMIT $6`
}
