import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSIONS, type PermissionKey, ROLE_KEYS, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { ASSIGNMENT_KEYS, RESIDENT_KEYS } from './ability.ts'

/** The grants any of which permits a key: the policy read backwards. */
export interface Grants {
  /** Whether the key is asked on this kind of resource at all; without it no grant permits. */
  readonly asked: boolean
  readonly roleKeys: readonly RoleKey[]
  readonly types: readonly AssignmentTypeName[]
  readonly occupancy: boolean
}

const NONE: Grants = { asked: false, roleKeys: [], types: [], occupancy: false }

const roleHolds = (role: RoleKey, key: PermissionKey): boolean => {
  const held: readonly PermissionKey[] = ROLES[role].permissionKeys
  return held.includes(key)
}

/** Roles and an ALLOW count unless a DENY takes the key away; assignments and occupancies always, in their building. */
export function grantsOf(key: PermissionKey, on: 'org' | 'building'): Grants {
  const roleKeys = ROLE_KEYS.filter((role) => roleHolds(role, key))
  if (on === 'org') return { asked: true, roleKeys, types: [], occupancy: false }
  if (PERMISSIONS[key].resource === 'org') return NONE
  const types = AssignmentTypeName.options.filter((type) => ASSIGNMENT_KEYS[type].includes(key))
  return { asked: true, roleKeys, types, occupancy: RESIDENT_KEYS.includes(key) }
}
