/** The most grants of a kind that are read one by one; a subject with more has them stated as one relation. */
export const LISTED_GRANTS = 100

const subjectColumns = `
  u.org_id AS "orgId", u.id, u.status, u.authz_version AS version,
  ARRAY(SELECT r.role_key FROM user_roles r WHERE r.org_id = u.org_id AND r.user_id = u.id) AS "roleKeys",
  ARRAY(SELECT p.permission_key FROM permission_overrides p
        WHERE p.org_id = u.org_id AND p.user_id = u.id AND p.effect = 'ALLOW') AS allow,
  ARRAY(SELECT p.permission_key FROM permission_overrides p
        WHERE p.org_id = u.org_id AND p.user_id = u.id AND p.effect = 'DENY') AS deny`

const assignments = (source: string) => `(
  SELECT coalesce(json_agg(json_build_object('id', a.id, 'buildingId', a.building_id, 'type', a.type)), '[]')
  FROM (SELECT x.id, x.building_id, x.type FROM building_assignments x
        WHERE x.org_id = u.org_id AND x.user_id = u.id ${source}) a) AS assignments`

const occupancies = (source: string) => `(
  SELECT coalesce(json_agg(json_build_object('id', o.id, 'buildingId', o.building_id)), '[]')
  FROM (SELECT x.id, x.building_id FROM occupancies x
        WHERE x.org_id = u.org_id AND x.resident_user_id = u.id AND x.status = 'ACTIVE' ${source}) o) AS occupancies`

/**
 * $1 subjects, $2 resource types, $3 resource ids or null, one of each per question. For every question its place (from
 * 1) and the subject with its grants on the building that the resource is or stands in, in the subject's own org;
 * `resolvedId` is null when there is none. Keys begin with org_id, so no constraint keeps an id unique over orgs: a
 * subject id that two orgs share yields two rows, and then neither may be trusted.
 */
export const QUESTIONS = `SELECT q.at::int, ${subjectColumns}, b.id AS "resolvedId",
  ${assignments('AND x.building_id = b.id')},
  ${occupancies('AND x.building_id = b.id ORDER BY x.id LIMIT 1')}
FROM unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS q (subject_id, type, resource_id, at)
JOIN users u ON u.id = q.subject_id
LEFT JOIN LATERAL (
  SELECT x.id FROM buildings x WHERE q.type = 'building' AND x.org_id = u.org_id AND x.id = q.resource_id
  UNION ALL
  SELECT x.building_id FROM units x WHERE q.type = 'unit' AND x.org_id = u.org_id AND x.id = q.resource_id
) b ON true`

/** $1 subject. The subject with its grants on all buildings, each kind up to one more than LISTED_GRANTS. */
export const ABILITIES = `SELECT ${subjectColumns},
  ${assignments(`LIMIT ${LISTED_GRANTS + 1}`)},
  ${occupancies(`LIMIT ${LISTED_GRANTS + 1}`)}
FROM users u
WHERE u.id = $1 LIMIT 2`
