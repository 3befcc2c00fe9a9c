import type { QuestionFacts } from '@latchkey/authz/policy/types'
import { PERMISSIONS, type PermissionKey, ROLES } from '@latchkey/shared/permissions'

export interface Verdict {
  readonly decision: boolean
  readonly code: string
}

/**
 * The rules 4 and 10–16 of product.md once more, as plainly as can be and without CASL: the policy is right when the
 * two agree. It shares the catalogue's data with the policy, and nothing else.
 */
export function oracle(key: PermissionKey, facts: QuestionFacts | undefined): Verdict {
  const no = (code: string): Verdict => ({ decision: false, code })
  const yes = (code: string): Verdict => ({ decision: true, code })

  if (!facts) return no('subject_unknown')
  const { subject, resource } = facts
  if (subject.status !== 'ACTIVE') return no('subject_inactive')

  // 10: first, always, the resource is in the caller's org.
  const org = resource?.type === 'building' ? resource.orgId : resource?.id
  if (!resource || org !== subject.orgId) return no('resource_not_in_org')
  const { resource: askedOn, access, residents } = PERMISSIONS[key]
  if (askedOn === 'org' && resource.type === 'building') return no('no_grant')

  // 4 and 13: the global path, from which alone a DENY takes away.
  const roles: Record<string, { permissionKeys: readonly string[] }> = ROLES
  let global = subject.allow.includes(key)
  for (const role of subject.roleKeys) if (roles[role]?.permissionKeys.includes(key)) global = true
  const denied = subject.deny.includes(key)
  if (global && !denied) return yes('global_permission')

  if (resource.type === 'building') {
    // 11, 12, 14: every assignment here reads, only BUILDING_ADMIN writes, and nothing counts elsewhere.
    for (const { buildingId, type } of subject.assignments) {
      if (buildingId === resource.id && (access === 'read' || type === 'BUILDING_ADMIN'))
        return yes('building_assignment')
    }
    // 11, 15: an ACTIVE occupancy here, for what is open to residents.
    for (const { buildingId } of subject.occupancies) {
      if (buildingId === resource.id && residents) return yes('occupancy')
    }
  }
  return no(denied ? 'denied_by_override' : 'no_grant')
}
