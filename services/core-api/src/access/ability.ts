import { subject } from '@casl/ability'
import type { LatchkeyAbility } from '@latchkey/shared/authz/ability'
import { BuildingConditions } from '@latchkey/shared/authz/contract'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import { type BuildingPermissionKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import type { Deps } from '../deps.ts'
import type { Principal } from './principal.ts'

/** Asks authz for the caller's ability. @throws DomainError `authorization_unavailable` */
export async function fetchAbility({ authz }: Deps, principal: Principal, requestId: string): Promise<LatchkeyAbility> {
  const subject = { type: 'user', id: principal.id } as const
  return authz.ability({ subject, context: { atLeast: principal.authzVersion } }, { requestId })
}

/** The effective global permissions: what holds on the org as a whole. */
export const globalPermissions = (ability: LatchkeyAbility, { orgId }: Principal): ReadonlySet<PermissionKey> =>
  new Set(PERMISSION_KEYS.filter((key) => ability.can(key, subject('Org', { id: orgId }))))

type Rule = ReturnType<LatchkeyAbility['rulesFor']>[number]

/** @throws Error for a rule that is none of the policy: it must not reach a statement */
function conditionsOf({ conditions, inverted }: Rule): BuildingConditions {
  if (inverted) throw new Error('authz handed out a rule that takes away')
  return BuildingConditions.parse(conditions)
}

/** The buildings that rules name: by their ids, and where the subject is assigned or lives. */
function namedBuildings(conditions: readonly BuildingConditions[]): Prisma.Sql {
  const ids = conditions.flatMap((one) => ('id' in one && one.id !== undefined ? [one.id] : []))
  const held = conditions.flatMap((one) => {
    if ('assignments' in one) {
      const { userId, type } = one.assignments.some
      return [
        Prisma.sql`SELECT a.building_id FROM building_assignments a WHERE a.org_id = ${one.orgId}::uuid
          AND a.user_id = ${userId}::uuid AND a.type = ${type}::"AssignmentType"`,
      ]
    }
    if (!('occupancies' in one)) return []
    const { residentUserId } = one.occupancies.some
    return [
      Prisma.sql`SELECT o.building_id FROM occupancies o WHERE o.org_id = ${one.orgId}::uuid
        AND o.resident_user_id = ${residentUserId}::uuid AND o.status = 'ACTIVE'`,
    ]
  })
  return Prisma.join([Prisma.sql`SELECT unnest(${ids}::uuid[])`, ...held], ' UNION ')
}

/**
 * The buildings of an org on which a key holds, as a condition on the building `b` of a statement that names the org.
 * @throws DomainError `forbidden` when the key holds on no building at all: that is no list, not even an empty one
 */
export function buildingsWhere(ability: LatchkeyAbility, key: BuildingPermissionKey): Prisma.Sql {
  const rules = ability.rulesFor(key, 'Building')
  if (rules.length === 0) throw new DomainError('forbidden')
  const conditions = rules.map(conditionsOf)
  const whole = conditions.find((one) => 'orgId' in one && Object.keys(one).length === 1)
  return whole ? Prisma.sql`b.org_id = ${whole.orgId}::uuid` : Prisma.sql`b.id IN (${namedBuildings(conditions)})`
}
