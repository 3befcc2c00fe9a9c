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
import { isoOf, withTimes } from './times.ts'
import type { PolicyFacts, Resource } from './types.ts'

/** A rule and the grant it comes from. One that stands for many grants has none: it filters lists, it never permits. */
export type PolicyRule = RawRuleOf<LatchkeyAbility> & { readonly grant: PermitReason | undefined }

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
export const abilityOf = (facts: PolicyFacts): LatchkeyAbility => createPrismaAbility<LatchkeyAbility>(rulesOf(facts))

/** In CASL a later rule goes before an earlier one: the last that matches is the grant that decides. */
export function rulesOf(facts: PolicyFacts): PolicyRule[] {
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

/**
 * When the last of the grants ends that permit the key on the resource; none where one of them, or the one that decides,
 * has no end.
 */
export function permittedUntil(
  ability: LatchkeyAbility,
  key: PermissionKey,
  resource: Resource,
  deciding: PermitReason,
): string | undefined {
  if (deciding.endsAt === undefined) return undefined
  const asked = askedOn(resource)
  const rules = ability.rulesFor(key, resource.type === 'org' ? 'Org' : 'Building')
  const ends = rules.filter((rule) => rule.matchesConditions(asked)).map((rule) => grantOf(rule)?.endsAt)
  // Of one length: the order of the texts is that of the moments.
  return ends.every((end) => end !== undefined) ? ends.toSorted().at(-1) : undefined
}

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
const globalRules = (facts: PolicyFacts, keys: readonly PermissionKey[], grant: PermitReason): PolicyRule[] => {
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

const roleRules = (facts: PolicyFacts, role: RoleKey, grant: PermitReason): PolicyRule[] =>
  facts.roleKeys.includes(role)
    ? globalRules(facts, ROLES[role].permissionKeys, withTimes(grant, facts.roleTimes?.[role]))
    : []

/** Those without times are one grant, each of the others is its own. */
const allowRules = (facts: PolicyFacts): PolicyRule[] => {
  const keys = PERMISSION_KEYS.filter((key) => facts.allow.includes(key))
  const { allowTimes: times } = facts
  if (!times) return globalRules(facts, keys, BY_ALLOW)
  const untimed = keys.filter((key) => times[key] === undefined)
  const timed = keys.filter((key) => times[key] !== undefined)
  return [
    ...timed.flatMap((key) => globalRules(facts, [key], withTimes(BY_ALLOW, times[key]))),
    ...globalRules(facts, untimed, BY_ALLOW),
  ]
}

const assignmentRules = (facts: PolicyFacts, type: AssignmentTypeName): PolicyRule[] => {
  const { orgId, assignments } = facts
  const keys = ASSIGNMENT_KEYS[type]
  if (assignments === 'many') return []
  return assignments
    .filter((assignment) => assignment.type === type)
    .map(({ id: assignmentId, buildingId, ...times }) =>
      buildingRule(
        keys,
        { orgId, id: buildingId },
        withTimes({ code: 'building_assignment', type, assignmentId }, times),
      ),
    )
}

const typesWith = (key: PermissionKey) =>
  (['BUILDING_ADMIN', 'MANAGER', 'STAFF'] as const).filter((type) => ASSIGNMENT_KEYS[type].includes(key))

/** Building keys with the types whose assignments give them, together where those are the same. */
const KEYS_BY_TYPES = [...Map.groupBy(buildingKeys, (key) => typesWith(key).join(' ')).values()].map((keys) => ({
  keys,
  types: [...new Set(keys.flatMap(typesWith))],
}))

/** The grants that count at the moment of the facts are the same ones until the next boundary. */
const manyAssignmentsRules = (facts: PolicyFacts): PolicyRule[] => {
  const { orgId, id: userId, assignments, asOf, isTimed = true } = facts
  if (assignments !== 'many') return []
  const now = isoOf(asOf)
  const counting = [
    { OR: [{ startsAt: null }, { startsAt: { lte: now } }] },
    { OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
  ]
  const inTime = isTimed ? { AND: counting } : {}
  // One relation for each key: a database makes no join of several that are alternatives.
  return KEYS_BY_TYPES.map(({ keys, types }) =>
    buildingRule(keys, { orgId, assignments: { some: { userId, type: { in: types }, ...inTime } } }),
  )
}

const occupancyRules = (facts: PolicyFacts): PolicyRule[] => {
  const { orgId, id: residentUserId, occupancies } = facts
  if (occupancies === 'many') {
    const { isTimed = true } = facts
    const now = isoOf(facts.asOf)
    const OR = [{ plannedEndAt: null }, { plannedEndAt: { gt: now } }]
    const living = isTimed ? { endAt: null, startAt: { lte: now }, OR } : ({ status: 'ACTIVE' } as const)
    return [buildingRule(RESIDENT_KEYS, { orgId, occupancies: { some: { residentUserId, ...living } } })]
  }
  return occupancies.map(({ id: occupancyId, buildingId, ...times }) =>
    buildingRule(RESIDENT_KEYS, { orgId, id: buildingId }, withTimes({ code: 'occupancy', occupancyId }, times)),
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
