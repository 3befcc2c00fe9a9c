import { type RawRuleOf, subject } from '@casl/ability'
import { createPrismaAbility } from '@casl/prisma/runtime'
import type { LatchkeyAbility } from '@latchkey/shared/authz/ability'
import type { AssignmentTypeName, HeldGrant, PermitReason } from '@latchkey/shared/authz/contract'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import {
  PERMISSION_KEYS,
  PERMISSIONS,
  type PermissionKey,
  ROLE_KEYS,
  ROLES,
  type RoleKey,
} from '@latchkey/shared/permissions'
import type { AbilityFacts, Resource } from './types.ts'

/** A rule and the grant it comes from. One that stands for many grants has none: it filters lists, it never permits. */
type PolicyRule = RawRuleOf<LatchkeyAbility> & { readonly grant: PermitReason | undefined }

const buildingKeys = PERMISSION_KEYS.filter((key) => PERMISSIONS[key].resource === 'building')
const readKeys = buildingKeys.filter((key) => PERMISSIONS[key].access === 'read')

/** What an assignment allows in its building, the highest first. */
export const ASSIGNMENT_KEYS = {
  BUILDING_ADMIN: buildingKeys,
  MANAGER: readKeys,
  STAFF: readKeys,
} as const satisfies Record<AssignmentTypeName, readonly PermissionKey[]>

/** What an ACTIVE occupancy allows in its building. */
export const RESIDENT_KEYS = buildingKeys.filter((key) => PERMISSIONS[key].residents)

/** The policy, whole. One ability answers every key and resource that its facts are about. */
export const abilityOf = (facts: AbilityFacts): LatchkeyAbility => createPrismaAbility<LatchkeyAbility>(rulesOf(facts))

/** In CASL a later rule goes before an earlier one: the last that matches is the grant that decides. */
function rulesOf(facts: AbilityFacts): PolicyRule[] {
  if (facts.status !== 'ACTIVE') return []
  const rules = [
    ...occupancyRules(facts),
    ...manyAssignmentsRules(facts),
    ...assignmentRules(facts, 'STAFF'),
    ...assignmentRules(facts, 'MANAGER'),
    ...assignmentRules(facts, 'BUILDING_ADMIN'),
    ...allowRules(facts),
    ...BY_ROLE.flatMap(({ role, grant }) => roleRules(facts, role, grant)),
  ]
  return rules.filter((rule) => rule.action.length > 0)
}

// Asked on the type alone, CASL says yes as soon as there is any rule, whatever its conditions.
const askedOn = (resource: Resource) =>
  resource.type === 'org'
    ? subject('Org', { id: resource.id })
    : subject('Building', { orgId: resource.orgId, id: resource.id })

// safe because every ability was built from the rules of rulesOf, and CASL keeps each as it was given
const grantOf = (rule: { readonly origin: unknown } | null) => (rule?.origin as PolicyRule | undefined)?.grant

/** The grant that permits the key on the resource; none is a denial. The ability is one of `abilityOf`. */
export const permitOf = (ability: LatchkeyAbility, key: PermissionKey, resource: Resource): PermitReason | undefined =>
  grantOf(ability.relevantRuleFor(key, askedOn(resource)))

/** Every grant that counts on the resource with the keys it gives there, the one that decides first. */
export function grantsOn(ability: LatchkeyAbility, resource: Resource): HeldGrant[] {
  const asked = askedOn(resource)
  const type = resource.type === 'org' ? 'Org' : 'Building'
  const rules = new Set(PERMISSION_KEYS.flatMap((key) => ability.rulesFor(key, type)))
  return [...rules]
    .filter((rule) => rule.matchesConditions(asked))
    .toSorted((one, other) => one.priority - other.priority)
    .flatMap((rule) => {
      const reason = grantOf(rule)
      return reason === undefined ? [] : [{ reason, permissionKeys: [rule.action].flat() }]
    })
}

/** global = (∪ roles' keys ∪ ALLOW) − DENY, on the org and on every building in it. */
const globalRules = (facts: AbilityFacts, keys: readonly PermissionKey[], grant: PermitReason): PolicyRule[] => {
  const global = keys.filter((key) => !facts.deny.includes(key))
  const onBuildings = global.filter((key) => PERMISSIONS[key].resource === 'building')
  return [orgRule(global, { id: facts.orgId }, grant), buildingRule(onBuildings, { orgId: facts.orgId }, grant)]
}

/** Equal grants are one object: they are kept with the decisions on many. */
const BY_ALLOW: PermitReason = { code: 'global_permission', via: { override: 'ALLOW' } }
/** The first role decides: it comes last. */
const BY_ROLE = ROLE_KEYS.toReversed().map((role) => ({
  role,
  grant: { code: 'global_permission', via: { role } } satisfies PermitReason,
}))

const roleRules = (facts: AbilityFacts, role: RoleKey, grant: PermitReason): PolicyRule[] =>
  facts.roleKeys.includes(role) ? globalRules(facts, ROLES[role].permissionKeys, grant) : []

const allowRules = (facts: AbilityFacts): PolicyRule[] => {
  const keys = PERMISSION_KEYS.filter((key) => facts.allow.includes(key))
  return globalRules(facts, keys, BY_ALLOW)
}

const assignmentRules = (facts: AbilityFacts, type: AssignmentTypeName): PolicyRule[] => {
  const { orgId, assignments } = facts
  const keys = ASSIGNMENT_KEYS[type]
  if (assignments === 'many') return []
  return assignments
    .filter((assignment) => assignment.type === type)
    .map(({ id: assignmentId, buildingId }) =>
      buildingRule(keys, { orgId, id: buildingId }, { code: 'building_assignment', type, assignmentId }),
    )
}

const typesWith = (key: PermissionKey) =>
  (['BUILDING_ADMIN', 'MANAGER', 'STAFF'] as const).filter((type) => ASSIGNMENT_KEYS[type].includes(key))

/** Building keys with the types whose assignments give them, together where those are the same. */
const KEYS_BY_TYPES = [...Map.groupBy(buildingKeys, (key) => typesWith(key).join(' ')).values()].map((keys) => ({
  keys,
  types: [...new Set(keys.flatMap(typesWith))],
}))

/** One relation for each key: a database makes no join of several that are alternatives. */
const manyAssignmentsRules = ({ orgId, id: userId, assignments }: AbilityFacts): PolicyRule[] =>
  assignments === 'many'
    ? KEYS_BY_TYPES.map(({ keys, types }) =>
        buildingRule(keys, { orgId, assignments: { some: { userId, type: { in: types } } } }),
      )
    : []

const occupancyRules = (facts: AbilityFacts): PolicyRule[] => {
  const { orgId, id: residentUserId, occupancies } = facts
  if (occupancies === 'many') {
    return [buildingRule(RESIDENT_KEYS, { orgId, occupancies: { some: { residentUserId, status: 'ACTIVE' } } })]
  }
  return occupancies.map(({ id: occupancyId, buildingId }) =>
    buildingRule(RESIDENT_KEYS, { orgId, id: buildingId }, { code: 'occupancy', occupancyId }),
  )
}

const orgRule = (
  keys: readonly PermissionKey[],
  conditions: Prisma.OrgWhereInput,
  grant: PermitReason,
): PolicyRule => ({
  action: [...keys],
  subject: 'Org',
  conditions,
  grant,
})

const buildingRule = (
  keys: readonly PermissionKey[],
  conditions: Prisma.BuildingWhereInput,
  grant?: PermitReason,
): PolicyRule => ({ action: [...keys], subject: 'Building', conditions, grant })
