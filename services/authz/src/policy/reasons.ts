import type { DenialReason, PermitReason, PossibleGrant } from '@latchkey/shared/authz/contract'
import { isRoleKey, type PermissionKey } from '@latchkey/shared/permissions'
import { type PermittingGrants, permittingGrants } from './grants.ts'
import { isoOf, withTimes } from './times.ts'
import type { GrantAhead, Resource, SubjectFacts } from './types.ts'

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
export function denialReason({ deny, ahead }: SubjectFacts, key: PermissionKey, resource: Resource): DenialReason {
  const reason = noGrantReason(key, resource)
  if (reason.wouldAllow.length > 0 && deny.includes(key)) return DENIED
  const scheduled = ahead ? scheduledGrants(ahead, key, resource) : []
  return scheduled.length === 0 ? reason : { ...reason, wouldAllow: [...reason.wouldAllow, ...scheduled] }
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

const reasonOf = ({ kind, name, type }: GrantAhead): PermitReason | undefined => {
  switch (kind) {
    case 'role':
      return isRoleKey(name) ? { code: 'global_permission', via: { role: name } } : undefined
    case 'override':
      return { code: 'global_permission', via: { override: 'ALLOW' } }
    case 'assignment':
      return type === null ? undefined : { code: 'building_assignment', type, assignmentId: name }
    case 'occupancy':
      return { code: 'occupancy', occupancyId: name }
  }
}

const isAmong = ({ keys, roleKeys, types, occupancy }: PermittingGrants, { kind, name, type }: GrantAhead): boolean => {
  switch (kind) {
    case 'role':
      return roleKeys.some((key) => key === name)
    case 'override':
      return keys.some((key) => key === name)
    case 'assignment':
      return types.some((one) => one === type)
    case 'occupancy':
      return occupancy
  }
}

/** The grants of the subject itself that will permit the key on the resource, with the moment at which they begin. */
function scheduledGrants(ahead: readonly GrantAhead[], key: PermissionKey, resource: Resource): PossibleGrant[] {
  const permitting = permittingGrants([key], resource.type)
  return ahead.flatMap((grant): PossibleGrant[] => {
    const isHere = grant.buildingId === null || grant.buildingId === resource.id
    const reason = isHere && isAmong(permitting, grant) ? reasonOf(grant) : undefined
    if (reason === undefined) return []
    const startsAt = isoOf(grant.startsAt)
    return [{ grant: 'scheduled', startsAt, reason: withTimes(reason, grant) }]
  })
}
