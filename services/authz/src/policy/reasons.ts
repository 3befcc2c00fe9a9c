import type { DenialReason, PossibleGrant } from '@latchkey/shared/authz/contract'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { permittingGrants } from './grants.ts'
import type { Resource, SubjectFacts } from './types.ts'

/** Equal reasons are one object: they are kept with the decisions on many. */
const DENIED: DenialReason = { code: 'denied_by_override' }
const noGrants = new Map<string, DenialReason & { readonly code: 'no_grant' }>()

function noGrantReason(key: PermissionKey, resource: Resource) {
  const place = `${resource.type} ${key}`
  const made = noGrants.get(place) ?? { code: 'no_grant', wouldAllow: wouldAllow(key, resource) }
  noGrants.set(place, made)
  return made
}

/** Why an ACTIVE subject without a permit is denied on a resource of its org; the order is that of api.md. */
export function denialReason({ deny }: SubjectFacts, key: PermissionKey, resource: Resource): DenialReason {
  const reason = noGrantReason(key, resource)
  return reason.wouldAllow.length > 0 && deny.includes(key) ? DENIED : reason
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
