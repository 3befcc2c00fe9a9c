import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import type { Read } from '../pool.ts'

/** What can be asked on a building. */
export const BUILDING_KEYS = PERMISSION_KEYS.filter((key) => PERMISSIONS[key].resource === 'building')

const ROLES_OF_BUILDINGS = ROLE_KEYS.filter((role) =>
  ROLES[role].permissionKeys.some((key) => BUILDING_KEYS.includes(key)),
)

/** Whose grants are looked at, and after whom the page begins. */
export interface HoldersSought {
  readonly buildingId: string
  readonly after: string | undefined
  readonly limit: number
}

/** The users who hold any grant that may count in the building, ascending; whether it permits anything is judged later. */
export type FindHolders = (sought: HoldersSought) => Promise<readonly string[]>

/** $1 building, $2 roles, $3 keys, $4 assignment types, $5 limit, $6 the user before. Each branch is bounded by itself. */
const statement = (first: boolean): string => {
  const after = (column: string) => (first ? '' : `AND ${column} > $6`)
  return `SELECT DISTINCT f.id FROM (SELECT b.org_id, b.id FROM buildings b WHERE b.id = $1) p CROSS JOIN LATERAL (
  (SELECT r.id FROM unnest($2::text[]) AS role (key) CROSS JOIN LATERAL (
     SELECT g.user_id AS id FROM user_roles g
     WHERE g.org_id = p.org_id AND g.role_key = role.key ${after('g.user_id')} ORDER BY g.user_id LIMIT $5) r)
  UNION ALL
  (SELECT r.id FROM unnest($3::text[]) AS permission (key) CROSS JOIN LATERAL (
     SELECT g.user_id AS id FROM permission_overrides g
     WHERE g.org_id = p.org_id AND g.permission_key = permission.key AND g.effect = 'ALLOW' ${after('g.user_id')}
     ORDER BY g.user_id LIMIT $5) r)
  UNION ALL
  (SELECT DISTINCT g.user_id FROM building_assignments g
   WHERE g.org_id = p.org_id AND g.building_id = p.id AND g.type = ANY ($4::"AssignmentType"[]) ${after('g.user_id')}
   ORDER BY g.user_id LIMIT $5)
  UNION ALL
  (SELECT DISTINCT g.resident_user_id FROM occupancies g
   WHERE g.org_id = p.org_id AND g.building_id = p.id AND g.status = 'ACTIVE' ${after('g.resident_user_id')}
   ORDER BY g.resident_user_id LIMIT $5)
) f ORDER BY f.id LIMIT $5`
}

export const createFindHolders = (read: Read): FindHolders => {
  return async ({ buildingId, after, limit }) => {
    const first = after === undefined
    const fixed = [buildingId, ROLES_OF_BUILDINGS, BUILDING_KEYS, AssignmentTypeName.options, limit]
    const name = `find-holders-${first ? 'first' : 'next'}`
    const values = first ? fixed : [...fixed, after]
    return (await read<{ id: string }>({ name, text: statement(first), values })).map(({ id }) => id)
  }
}
