/** A statement that PostgreSQL prepares once per connection. */
export interface NamedStatement {
  readonly name: string
  readonly text: string
}

/** $1 org, $2 user, $3 session. */
export const SESSION: NamedStatement = {
  name: 'session',
  text: `SELECT u.id, u.status, u.must_change_password, u.authz_version AS "authzVersion"
FROM users u JOIN sessions s ON s.org_id = u.org_id AND s.user_id = u.id
WHERE u.org_id = $1 AND u.id = $2 AND s.id = $3 AND u.status = 'ACTIVE' AND s.revoked_at IS NULL`,
}

/** $1 org, $2 building. */
export const BUILDING: NamedStatement = {
  name: 'building',
  text: 'SELECT id, name FROM buildings WHERE org_id = $1 AND id = $2',
}

/** $1 org, $2 building, $3 how many. */
export const UNITS_BASIC: NamedStatement = {
  name: 'units-basic',
  text: 'SELECT id, label, floor FROM units WHERE org_id = $1 AND building_id = $2 ORDER BY id LIMIT $3::int + 1',
}

/** $1 org, $2 building, $3 how many. */
export const FREE_UNITS: NamedStatement = {
  name: 'free-units',
  text: `SELECT u.id, u.building_id AS "buildingId", u.label, u.floor, u.notes, true AS available,
  (SELECT min(o.start_at) FROM occupancies o WHERE o.org_id = u.org_id AND o.unit_id = u.id
     AND o.end_at IS NULL AND o.start_at > now()) AS "nextOccupancyAt",
  u.created_at AS "createdAt", u.updated_at AS "updatedAt"
FROM units u
WHERE u.org_id = $1 AND u.building_id = $2 AND NOT EXISTS (
  SELECT FROM occupancies o WHERE o.org_id = u.org_id AND o.unit_id = u.id
    AND o.end_at IS NULL AND (o.planned_end_at <= now()) IS NOT TRUE AND o.start_at <= now())
ORDER BY u.id LIMIT $3::int + 1`,
}

/** $1 org, $2 how many. */
export const BUILDINGS: NamedStatement = {
  name: 'buildings',
  text: `SELECT id, org_id AS "orgId", name, address, city, country, timezone,
  created_at AS "createdAt", updated_at AS "updatedAt"
FROM buildings WHERE org_id = $1 ORDER BY id LIMIT $2`,
}
