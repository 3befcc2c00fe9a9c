import { AssignmentTypeName, type DenialReason, type PossibleGrant } from '@latchkey/shared/authz/contract'
import { PERMISSIONS, type PermissionKey, ROLE_KEYS, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import type { Resource, SubjectFacts } from '../facts.ts'
import { ASSIGNMENT_KEYS, RESIDENT_KEYS } from './ability.ts'

const isAskedOn = (key: PermissionKey, resource: Resource): boolean =>
  resource.type === 'org' || PERMISSIONS[key].resource === 'building'

/** Why an ACTIVE subject without a permit is refused on a resource of its org; the order is that of api.md. */
export function refusalOf(facts: SubjectFacts, key: PermissionKey, resource: Resource): DenialReason {
  const denied = isAskedOn(key, resource) && facts.deny.includes(key)
  return denied ? { code: 'denied_by_override' } : { code: 'no_grant', wouldAllow: wouldAllow(key, resource) }
}

const roleHolds = (role: RoleKey, key: PermissionKey): boolean => {
  const held: readonly PermissionKey[] = ROLES[role].permissionKeys
  return held.includes(key)
}

/** The grants any of which would permit the key on the resource. */
export function wouldAllow(key: PermissionKey, resource: Resource): PossibleGrant[] {
  if (!isAskedOn(key, resource)) return []
  const grants: PossibleGrant[] = []
  const roleKeys = ROLE_KEYS.filter((role) => roleHolds(role, key))
  if (roleKeys.length > 0) grants.push({ grant: 'role', roleKeys })
  grants.push({ grant: 'override', effect: 'ALLOW' })
  if (resource.type === 'org') return grants
  const types = AssignmentTypeName.options.filter((type) => ASSIGNMENT_KEYS[type].includes(key))
  if (types.length > 0) grants.push({ grant: 'assignment', types })
  if (RESIDENT_KEYS.includes(key)) grants.push({ grant: 'occupancy' })
  return grants
}
