import { isAhead } from '@latchkey/shared/grant-times'

/** Milliseconds since 1970, without fractions: a moment is before a boundary when its whole millisecond is. */
export const milliseconds = (moment: string): string => `floor(extract(epoch FROM ${moment}) * 1000)::float8`

/** The times of those rows of the alias that have any, by key; null when none has. */
export const timesOf = (alias: string, key: string): string => `json_object_agg(${key}, json_build_object(
  'startsAt', ${milliseconds(`${alias}.starts_at`)}, 'endsAt', ${milliseconds(`${alias}.ends_at`)}
)) FILTER (WHERE ${alias}.starts_at IS NOT NULL OR ${alias}.ends_at IS NOT NULL)`

/** The most grants ahead that are read: what will permit soonest. */
const AHEAD = 100

/** What of the subject u has a beginning or an end; an occupancy one ahead, or one that is planned. */
const timed = (moment: string) => `
  SELECT 'role' AS kind, r.role_key AS name, NULL::uuid AS building_id, NULL::text AS type, r.starts_at, r.ends_at
  FROM user_roles r
  WHERE r.org_id = u.org_id AND r.user_id = u.id AND (r.starts_at IS NOT NULL OR r.ends_at IS NOT NULL)
  UNION ALL
  SELECT CASE p.effect WHEN 'ALLOW' THEN 'override' ELSE 'denial' END, p.permission_key, NULL, NULL, p.starts_at, p.ends_at
  FROM permission_overrides p
  WHERE p.org_id = u.org_id AND p.user_id = u.id AND (p.starts_at IS NOT NULL OR p.ends_at IS NOT NULL)
  UNION ALL
  SELECT 'assignment', a.id::text, a.building_id, a.type::text, a.starts_at, a.ends_at
  FROM building_assignments a
  WHERE a.org_id = u.org_id AND a.user_id = u.id AND (a.starts_at IS NOT NULL OR a.ends_at IS NOT NULL)
  UNION ALL
  SELECT 'occupancy', o.id::text, o.building_id, NULL, o.start_at, o.planned_end_at
  FROM occupancies o
  WHERE o.org_id = u.org_id AND o.resident_user_id = u.id AND o.end_at IS NULL
    AND (o.start_at > ${moment} OR o.planned_end_at IS NOT NULL)`

/**
 * The nearest moment at which anything of the subject u begins or ends, whether anything has times at all, and what has not
 * begun, the nearest first.
 */
export const AHEAD_AND_BOUNDARY = (moment: string): string => `(
  SELECT ${milliseconds(`min(least(
      CASE WHEN g.starts_at > ${moment} THEN g.starts_at END, CASE WHEN g.ends_at > ${moment} THEN g.ends_at END))`)}
      AS boundary, count(*) > 0 AS "isTimed",
    array_to_json((array_agg(json_build_object('kind', g.kind, 'name', g.name, 'buildingId', g.building_id,
        'type', g.type, 'startsAt', ${milliseconds('g.starts_at')}, 'endsAt', ${milliseconds('g.ends_at')})
      ORDER BY g.starts_at, g.name) FILTER (WHERE ${isAhead('g', moment)} AND g.kind <> 'denial'))[1:${AHEAD}]) AS ahead
  FROM (${timed(moment)}) g)`
