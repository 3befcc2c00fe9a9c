import { counts, isActive, isAhead, isScheduled } from '@latchkey/shared/grant-times'

/** The most grants of a kind that are read one by one; a subject with more has them stated as one relation. */
export const LISTED_GRANTS = 100

/** The most grants ahead that are read: what will permit soonest. */
const AHEAD = 100

/** Milliseconds since 1970, without fractions: a moment is before a boundary when its whole millisecond is. */
export const milliseconds = (moment: string): string => `floor(extract(epoch FROM ${moment}) * 1000)::float8`

/** A row g as a GrantRow. */
const GRANT = `json_build_array(g.kind, g.name, g.building_id, g.type, ${milliseconds('g.starts_at')}, ${milliseconds('g.ends_at')})`

const ASSIGNMENT = `'assignment' AS kind, a.id::text AS name, a.building_id, a.type::text AS type, a.starts_at, a.ends_at`
const assignments = 'FROM building_assignments a WHERE a.org_id = u.org_id AND a.user_id = u.id'

/** Begun, an occupancy has no times but its planned end. */
const occupancy = (moment: string) => `'occupancy' AS kind, o.id::text AS name, o.building_id, NULL::text AS type,
  CASE WHEN ${isScheduled('o', moment)} THEN o.start_at END AS starts_at, o.planned_end_at AS ends_at`
const occupancies = 'FROM occupancies o WHERE o.org_id = u.org_id AND o.resident_user_id = u.id'

const isTimed = (alias: string) => `(${alias}.starts_at IS NOT NULL OR ${alias}.ends_at IS NOT NULL)`

/**
 * Every grant of the subject u that counts or has times. Where they may be too many to list, those that are listed come
 * bounded, and whatever has times comes once more, to be looked at for its times alone.
 */
const all = (moment: string) => `
  SELECT 'role' AS kind, r.role_key AS name, NULL::uuid AS building_id, NULL::text AS type, r.starts_at, r.ends_at, true AS is_listed
  FROM user_roles r WHERE r.org_id = u.org_id AND r.user_id = u.id
  UNION ALL
  SELECT CASE p.effect WHEN 'ALLOW' THEN 'override' ELSE 'denial' END, p.permission_key, NULL, NULL, p.starts_at, p.ends_at, true
  FROM permission_overrides p WHERE p.org_id = u.org_id AND p.user_id = u.id
  UNION ALL
  (SELECT ${ASSIGNMENT}, true ${assignments} AND ${counts('a', moment)} LIMIT ${LISTED_GRANTS + 1})
  UNION ALL
  SELECT ${ASSIGNMENT}, false ${assignments} AND ${isTimed('a')}
  UNION ALL
  (SELECT ${occupancy(moment)}, true ${occupancies} AND ${isActive('o', moment)} LIMIT ${LISTED_GRANTS + 1})
  UNION ALL
  SELECT ${occupancy(moment)}, false ${occupancies} AND o.end_at IS NULL AND (o.start_at > ${moment} OR o.planned_end_at IS NOT NULL)`

/**
 * What counts of the subject u, each kind up to one more than LISTED_GRANTS; the nearest moment at which anything begins
 * or ends; whether anything has times at all; and what has not begun, in no order.
 */
export const grantsOf = (moment: string): string => `(
  SELECT coalesce(json_agg(${GRANT}) FILTER (WHERE g.is_listed AND ${counts('g', moment)}), '[]') AS grants,
    count(*) > ${LISTED_GRANTS} AS may_have_many,
    ${milliseconds(`min(least(
      CASE WHEN g.starts_at > ${moment} THEN g.starts_at END, CASE WHEN g.ends_at > ${moment} THEN g.ends_at END))`)}
      AS boundary,
    coalesce(bool_or(${isTimed('g')}), false) AS is_timed,
    array_agg(${GRANT}) FILTER (WHERE ${isAhead('g', moment)} AND g.kind <> 'denial') AS ahead
  FROM (${all(moment)}) g)`

/** Of grants ahead, the nearest first; null where there are none, for which nothing is sorted. */
export const nearest = (ahead: string): string => `CASE WHEN ${ahead} IS NOT NULL THEN (
  SELECT json_agg(n.one) FROM (
    SELECT one FROM unnest(${ahead}) one ORDER BY (one ->> 4)::float8, one ->> 1 LIMIT ${AHEAD}) n) END`

/** What counts of the subject u in the building b; of a number of homes that has no bound, the one that holds the permit up longest. */
export const grantsThere = (moment: string): string => `(
  SELECT coalesce(json_agg(${GRANT}), '[]') FROM (
    SELECT ${ASSIGNMENT} ${assignments} AND a.building_id = b.id AND ${counts('a', moment)}
    UNION ALL
    (SELECT ${occupancy(moment)} ${occupancies} AND o.building_id = b.id AND ${isActive('o', moment)}
     ORDER BY o.planned_end_at DESC NULLS FIRST, o.id LIMIT 1)) g)`
