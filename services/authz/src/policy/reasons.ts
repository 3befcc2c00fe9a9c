import type { DenialReason, PossibleGrant } from '@latchkey/shared/authz/contract'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { permittingGrants } from './grants.ts'
import type { Resource, SubjectFacts } from './types.ts'

/** Why an ACTIVE subject without a permit is denied on a resource of its org; the order is that of api.md. */
export function denialReason({ deny }: SubjectFacts, key: PermissionKey, resource: Resource): DenialReason {
  const grants = wouldAllow(key, resource)
  const isDenied = grants.length > 0 && deny.includes(key)
  return isDenied ? { code: 'denied_by_override' } : { code: 'no_grant', wouldAllow: grants }
}

/** The grants any of which would permit the key on the resource; none for a key that is not asked there. */
export function wouldAllow(key: PermissionKey, resource: Resource): PossibleGrant[] {
  const { keys, roleKeys, types, occupancy } = permittingGrants([key], resource.type)
  if (keys.length === 0) return []
  const grants: PossibleGrant[] = []
  if (roleKeys.length > 0) grants.push({ grant: 'role', roleKeys: [...roleKeys] })
  grants.push({ grant: 'override', effect: 'ALLOW' })
  if (types.length > 0) grants.push({ grant: 'assignment', types: [...types] })
  if (occupancy) grants.push({ grant: 'occupancy' })
  return grants
}
