import { counts, isActive, NOW } from '@latchkey/shared/grant-times'
import { AHEAD_AND_BOUNDARY, milliseconds, timesOf } from './times-statements.ts'

/** The most grants of a kind that are read one by one; a subject with more has them stated as one relation. */
export const LISTED_GRANTS = 100

/** $1 subjects, $2 resource types, $3 resource ids or null: one of each per query, whose place counts from 1. */
const queries = `unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS q (subject_id, type, resource_id, at)`

/** The building that the resource of q is or stands in, in the org of the subject u. */
const building = `(
  SELECT x.id FROM buildings x WHERE q.type = 'building' AND x.org_id = u.org_id AND x.id = q.resource_id
  UNION ALL
  SELECT x.building_id FROM units x WHERE q.type = 'unit' AND x.org_id = u.org_id AND x.id = q.resource_id
) b`

const assignments = (narrowed: string, moment = NOW) => `(
  SELECT coalesce(json_agg(json_build_object('id', a.id, 'buildingId', a.building_id, 'type', a.type,
    'startsAt', ${milliseconds('a.starts_at')}, 'endsAt', ${milliseconds('a.ends_at')})), '[]')
  FROM (SELECT x.id, x.building_id, x.type, x.starts_at, x.ends_at FROM building_assignments x
        WHERE x.org_id = u.org_id AND x.user_id = u.id AND ${counts('x', moment)} ${narrowed}) a)`

const occupancies = (narrowed: string, moment = NOW) => `(
  SELECT coalesce(json_agg(json_build_object('id', o.id, 'buildingId', o.building_id,
    'endsAt', ${milliseconds('o.planned_end_at')})), '[]')
  FROM (SELECT x.id, x.building_id, x.planned_end_at FROM occupancies x
        WHERE x.org_id = u.org_id AND x.resident_user_id = u.id AND ${isActive('x', moment)} ${narrowed}) o)`

/** Of a number of homes in one building that has no bound, the one that holds the permit up longest. */
const LAST_TO_END = 'AND x.building_id = b.id ORDER BY x.planned_end_at DESC NULLS FIRST, x.id LIMIT 1'

/** Of the org of the subject u: in the snapshot that shows a building, no deletion up to this version has taken it. */
const orgVersion = `coalesce((SELECT v.version FROM org_authz_versions v WHERE v.org_id = u.org_id), 0) AS "orgVersion"`

const isMany = (grants: string) => `json_array_length(${grants}) > ${LISTED_GRANTS}`

/** $4: the moment of which the facts are; now when it is null. */
const MOMENT = `coalesce($4::timestamptz, ${NOW})`

const roles = `FROM user_roles r WHERE r.org_id = u.org_id AND r.user_id = u.id AND ${counts('r', MOMENT)}`
const overrides = (effect: string) =>
  `FROM permission_overrides p
   WHERE p.org_id = u.org_id AND p.user_id = u.id AND p.effect = '${effect}' AND ${counts('p', MOMENT)}`

/**
 * All facts in one snapshot: `subjects` with their grants, each kind up to one more than LISTED_GRANTS, and the building
 * of each query that has one; with the grants there when the subject has too many to list. Keys begin with org_id, so
 * no constraint keeps an id unique over orgs: a subject id that two orgs share comes twice.
 */
export const FACTS = `WITH subjects AS MATERIALIZED (
  SELECT u.org_id AS "orgId", u.id, u.status, u.authz_version AS version, ${milliseconds(MOMENT)} AS "asOf",
    ARRAY(SELECT r.role_key ${roles}) AS "roleKeys", (SELECT ${timesOf('r', 'r.role_key')} ${roles}) AS "roleTimes",
    ARRAY(SELECT p.permission_key ${overrides('ALLOW')}) AS allow,
    (SELECT ${timesOf('p', 'p.permission_key')} ${overrides('ALLOW')}) AS "allowTimes",
    ARRAY(SELECT p.permission_key ${overrides('DENY')}) AS deny, t.boundary, t."isTimed", t.ahead,
    ${assignments(`LIMIT ${LISTED_GRANTS + 1}`, MOMENT)} AS assignments,
    ${occupancies(`LIMIT ${LISTED_GRANTS + 1}`, MOMENT)} AS occupancies
  FROM users u CROSS JOIN LATERAL ${AHEAD_AND_BOUNDARY(MOMENT)} t WHERE u.id = ANY ($1::uuid[])
), buildings_of_queries AS (
  SELECT q.at, b.id AS "buildingId", ${orgVersion},
    CASE WHEN ${isMany('u.assignments')} THEN ${assignments('AND x.building_id = b.id', MOMENT)} END AS assignments,
    CASE WHEN ${isMany('u.occupancies')} THEN ${occupancies(LAST_TO_END, MOMENT)}
      END AS occupancies
  FROM ${queries}
  JOIN (SELECT s.*, s."orgId" AS org_id FROM subjects s) u ON u.id = q.subject_id
  JOIN LATERAL ${building} ON true
)
SELECT (SELECT coalesce(json_agg(subjects), '[]') FROM subjects) AS subjects,
  (SELECT coalesce(json_agg(q), '[]') FROM buildings_of_queries q) AS buildings,
  pg_is_in_recovery() AS "isReplica"`

/**
 * The least that tells whether cached facts still hold: the version of each query's subject, the moment, and the
 * building; with the grants there where $4, one of each per query, says that the subject has too many to list.
 */
export const VERSIONS = `SELECT q.at::int, u.org_id AS "orgId", u.authz_version AS version, b.id AS "buildingId",
  ${milliseconds(NOW)} AS now, ${orgVersion}, pg_is_in_recovery() AS "isReplica",
  CASE WHEN q.has_many THEN ${assignments('AND x.building_id = b.id')} END AS assignments,
  CASE WHEN q.has_many THEN ${occupancies(LAST_TO_END)} END AS occupancies
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::boolean[]) WITH ORDINALITY
  AS q (subject_id, type, resource_id, has_many, at)
JOIN users u ON u.id = q.subject_id LEFT JOIN LATERAL ${building} ON true`
