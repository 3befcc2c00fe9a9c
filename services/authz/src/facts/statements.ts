import { NOW } from '@latchkey/shared/grant-times'
import { grantsOf, grantsThere, milliseconds, nearest } from './grants-statements.ts'

/**
 * The building that q is about, or that of its unit, in the org of the subject u; null where there is none. The OFFSET keeps
 * it from being looked up again wherever it is named.
 */
const building = `(SELECT CASE
    WHEN q.building_id IS NOT NULL THEN (SELECT x.id FROM buildings x WHERE x.org_id = u.org_id AND x.id = q.building_id)
    WHEN q.unit_id IS NOT NULL THEN (SELECT x.building_id FROM units x WHERE x.org_id = u.org_id AND x.id = q.unit_id)
  END AS id OFFSET 0) b`

/** Of these orgs, each once: in the snapshot that shows a building, no deletion up to the version has taken it. */
const orgVersions = (orgs: string) => `(
  SELECT json_object_agg(v.org_id, v.version) FROM org_authz_versions v WHERE v.org_id = ANY (${orgs})) AS "orgVersions"`

/** $4: the moment of which the facts are; now when it is null. */
const MOMENT = `coalesce($4::timestamptz, ${NOW})`

/**
 * $1 subjects, $2 buildings and $3 units: one of each per query, whose place counts from 1. All facts in one snapshot:
 * `subjects` with their grants, and the building of each query that has one; with the grants there when the subject may
 * have too many to list. Keys begin with org_id, so no constraint keeps an id unique over orgs: a subject id that two orgs
 * share comes twice.
 */
export const FACTS = `WITH subjects AS MATERIALIZED (
  SELECT u.org_id, u.id, u.status, u.authz_version, g.*
  FROM users u CROSS JOIN LATERAL ${grantsOf(MOMENT)} g WHERE u.id = ANY ($1::uuid[])
)
SELECT (SELECT coalesce(json_agg(s), '[]') FROM (
    SELECT u.org_id AS "orgId", u.id, u.status, u.authz_version AS version, u.grants, u.boundary, u.is_timed AS "isTimed",
      ${nearest('u.ahead')} AS ahead FROM subjects u) s) AS subjects,
  (SELECT coalesce(json_agg(s), '[]') FROM (
    SELECT q.at, b.id AS "buildingId", CASE WHEN u.may_have_many THEN ${grantsThere(MOMENT)} END AS grants
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS q (subject_id, building_id, unit_id, at)
    JOIN subjects u ON u.id = q.subject_id CROSS JOIN LATERAL ${building} WHERE b.id IS NOT NULL) s) AS buildings,
  ${orgVersions('ARRAY(SELECT u.org_id FROM subjects u)')},
  ${milliseconds(MOMENT)} AS "asOf", pg_is_in_recovery() AS "isReplica"`

const versions = (
  grants: string,
) => `SELECT s.at, s."orgId", s.version, s."buildingId", s.grants, ${orgVersions('s.orgs')},
  ${milliseconds(NOW)} AS now, pg_is_in_recovery() AS "isReplica"
FROM (
  SELECT json_agg(q.at) AS at, json_agg(u.org_id) AS "orgId", json_agg(u.authz_version) AS version,
    json_agg(b.id) AS "buildingId", ${grants} AS grants, array_agg(u.org_id) AS orgs
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[]) WITH ORDINALITY
    AS q (subject_id, building_id, unit_id, has_many, at)
  JOIN users u ON u.id = q.subject_id CROSS JOIN LATERAL ${building}) s`

/**
 * The least that tells whether cached facts still hold, column by column: the version of each query's subject, and the
 * building; with the grants there where $4, one of each per query, says that the subject has too many to list.
 */
export const VERSIONS_WITH_GRANTS = versions(`json_agg(CASE WHEN q.has_many THEN ${grantsThere(NOW)} END)`)

/** The same where $4 says so of nobody: to get ready for the grants takes PostgreSQL a third of the statement. */
export const VERSIONS = versions('NULL::json')
