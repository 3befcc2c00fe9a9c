import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import { askToGrant, assertNoneLacking } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { ownOrg } from '../access/owned.ts'
import { askOnBuilding, askOnOrg } from '../access/pep.ts'
import { keysToAssign } from '../assignments/store.ts'
import type { NamedBuilding, Plan } from './plan.ts'

declare const permitted: unique symbol

/** A plan that the caller may carry out, all of it. Only this file makes one, so that no other reaches `apply`. */
export type PermittedPlan = Plan & {
  readonly [permitted]: true
  /** Whether the caller may send invites to users who exist: the right of POST /users/:userId/invite. */
  readonly mayInvite: boolean
}

const onBuilding =
  (key: BuildingPermissionKey) =>
  ({ building, whenGone }: NamedBuilding) =>
    askOnBuilding(key, building, whenGone)

/**
 * Asks, by one request, whether the caller may do all that the plan comes to. The rights in every building named are
 * needed in any case. Beside them: users.write, and roles.assign for role keys; or, without users.write, no role keys
 * and at least one building, so that a building admin can bring in their own staff and residents.
 * @throws DomainError `building_not_in_org`, `forbidden`, `self_change`, `grant_exceeds_authority` or
 * `authorization_unavailable`
 */
export async function permitPlan(ctx: SelfCtx, plan: Plan): Promise<PermittedPlan> {
  const { roleKeys, assignments, resident, movedFrom, userId } = plan
  const homes = [...(resident ? [resident] : []), ...(movedFrom ? [movedFrom] : [])]
  const needed = [
    ...assignments.map(onBuilding('building.assignments.write')),
    ...homes.map(onBuilding('occupancy.write')),
  ]
  const toHandOn = assignments.flatMap((one) => keysToAssign(one.type).map((key) => onBuilding(key)(one)))
  const { mayAssign, lacking, others } = await askToGrant(ctx, roleKeys, [
    askOnOrg('users.write', ownOrg(ctx.principal)),
    ...needed,
    ...toHandOn,
  ])
  const [mayWriteUsers, ...answers] = others
  const [inBuildings, handedOn] = [answers.slice(0, needed.length), answers.slice(needed.length)]
  const isBuildingAdmins = roleKeys.length === 0 && needed.length > 0
  const mayUser = mayWriteUsers === true || isBuildingAdmins
  const mayRoles = mayAssign || roleKeys.length === 0
  const missing = [
    ...(mayUser ? [] : (['users.write'] as const)),
    ...(mayRoles ? [] : (['roles.assign'] as const)),
    ...needed.filter((_, at) => inBuildings[at] !== true).map(({ key }) => key),
  ]
  if (missing[0] !== undefined) throw new DomainError('forbidden', { permission: missing[0] })
  if (roleKeys.length > 0 && userId === ctx.principal.id) throw new DomainError('self_change')
  const notHeld = toHandOn.filter((_, at) => handedOn[at] !== true).map(({ key }) => key)
  assertNoneLacking([...new Set([...lacking, ...notHeld])])
  // safe because every right that the plan needs has just been granted
  return { ...plan, mayInvite: mayWriteUsers === true } as PermittedPlan
}
