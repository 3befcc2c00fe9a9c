import { isDeepStrictEqual } from 'node:util'
import { accessibleBy } from '@casl/prisma/runtime'
import { type LatchkeyAbility, unpackAbility } from '@latchkey/shared/authz/ability'
import { BuildingConditions } from '@latchkey/shared/authz/contract'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import type { Deps } from '../deps.ts'
import type { Principal } from './principal.ts'

/** Asks authz for the caller's ability. @throws DomainError `authorization_unavailable` */
export async function fetchAbility({ authz }: Deps, principal: Principal, requestId: string): Promise<LatchkeyAbility> {
  const subject = { type: 'user', id: principal.id } as const
  return unpackAbility(await authz.abilities({ subject, context: { atLeast: principal.authzVersion } }, { requestId }))
}

/** Which buildings of the caller's org a list shows: all, or those that meet one of some conditions. */
export type Visible = 'all' | readonly BuildingConditions[]

const Conditions = BuildingConditions.array().min(1)

/** The filter in the closed terms of the contract. What else it said would be left out of a statement. */
const conditionsOf = ({ OR, ...others }: Prisma.BuildingWhereInput): readonly BuildingConditions[] => {
  if (Object.keys(others).length > 0) throw new Error('the filter says more than that one of its conditions is met')
  return Conditions.parse(OR)
}

/**
 * The buildings on which a key holds, for a list. A denied ability is refused before it is turned into a query.
 * @throws DomainError `forbidden` when the key holds on no building at all
 */
export function visibleBuildings(ability: LatchkeyAbility, key: BuildingPermissionKey, { orgId }: Principal): Visible {
  const rules = ability.rulesFor(key, 'Building')
  if (rules.length === 0) throw new DomainError('forbidden', { permission: key })
  const isWhole = rules.some(({ conditions }) => isDeepStrictEqual(conditions, { orgId }))
  return isWhole && !rules.some(({ inverted }) => inverted)
    ? 'all'
    : conditionsOf(accessibleBy(ability, key).ofType('Building'))
}
