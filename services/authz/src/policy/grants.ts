import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSIONS, type PermissionKey, ROLE_KEYS, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { ASSIGNMENT_KEYS, RESIDENT_KEYS } from './ability.ts'

/** The grants any of which permits any of some keys: the policy read backwards. */
export interface PermittingGrants {
  /** Those of the keys that are asked on this kind of resource at all; without any no grant permits. */
  readonly keys: readonly PermissionKey[]
  readonly roleKeys: readonly RoleKey[]
  readonly types: readonly AssignmentTypeName[]
  readonly occupancy: boolean
}

/** Roles and an ALLOW count unless a DENY takes the key away; assignments and occupancies always, in their building. */
export function permittingGrants(asked: readonly PermissionKey[], on: 'org' | 'building'): PermittingGrants {
  const keys = on === 'org' ? asked : asked.filter((key) => PERMISSIONS[key].resource === 'building')
  const holdsAny = (held: readonly PermissionKey[]) => keys.some((key) => held.includes(key))
  return {
    keys,
    roleKeys: ROLE_KEYS.filter((role) => holdsAny(ROLES[role].permissionKeys)),
    types: on === 'org' ? [] : AssignmentTypeName.options.filter((type) => holdsAny(ASSIGNMENT_KEYS[type])),
    occupancy: on === 'building' && holdsAny(RESIDENT_KEYS),
  }
}
