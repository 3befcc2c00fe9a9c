import type { DenialReason, PossibleGrant } from '@latchkey/shared/authz/contract'
import type { PermissionKey } from '@latchkey/shared/permissions'
import type { Resource, SubjectFacts } from '../facts.ts'
import { grantsOf } from './grants.ts'

/** Why an ACTIVE subject without a permit is refused on a resource of its org; the order is that of api.md. */
export function refusalOf(facts: SubjectFacts, key: PermissionKey, resource: Resource): DenialReason {
  const denied = grantsOf(key, resource.type).asked && facts.deny.includes(key)
  return denied ? { code: 'denied_by_override' } : { code: 'no_grant', wouldAllow: wouldAllow(key, resource) }
}

/** The grants any of which would permit the key on the resource. */
export function wouldAllow(key: PermissionKey, resource: Resource): PossibleGrant[] {
  const { asked, roleKeys, types, occupancy } = grantsOf(key, resource.type)
  if (!asked) return []
  const grants: PossibleGrant[] = []
  if (roleKeys.length > 0) grants.push({ grant: 'role', roleKeys: [...roleKeys] })
  grants.push({ grant: 'override', effect: 'ALLOW' })
  if (types.length > 0) grants.push({ grant: 'assignment', types: [...types] })
  if (occupancy) grants.push({ grant: 'occupancy' })
  return grants
}
