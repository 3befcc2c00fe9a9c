import { DomainError } from '@latchkey/shared/errors'
import { askToGrant, assertNoneLacking } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { ownOrg } from '../access/owned.ts'
import { askOnBuilding, askOnOrg } from '../access/pep.ts'
import type { Plan } from './plan.ts'

declare const permitted: unique symbol

/** A plan that the caller may carry out, all of it. Only this file makes one, so that no other reaches `apply`. */
export type PermittedPlan = Plan & { readonly [permitted]: true }

/**
 * Asks, by one request, whether the caller may do all that the plan comes to. The rights in every building named are
 * needed in any case. Beside them: users.write, and roles.assign for role keys; or, without users.write, no role keys
 * and at least one building, so that a building admin can bring in their own staff and residents.
 * @throws DomainError `forbidden`, `self_change`, `grant_exceeds_authority` or `authorization_unavailable`
 */
export async function permitPlan(ctx: SelfCtx, plan: Plan): Promise<PermittedPlan> {
  const { roleKeys, assignments, resident, movedFrom, userId } = plan
  const homes = [...(resident ? [resident.building] : []), ...(movedFrom ? [movedFrom] : [])]
  const { mayAssign, lacking, others } = await askToGrant(ctx, roleKeys, [
    askOnOrg('users.write', ownOrg(ctx.principal)),
    ...assignments.map(({ building }) => askOnBuilding('building.assignments.write', building)),
    ...homes.map((building) => askOnBuilding('occupancy.write', building)),
  ])
  const [mayWriteUsers, ...inBuildings] = others
  const isBuildingAdmins = roleKeys.length === 0 && inBuildings.length > 0
  const mayUser = mayWriteUsers === true || isBuildingAdmins
  const mayRoles = mayAssign || roleKeys.length === 0
  if (!(mayUser && mayRoles && inBuildings.every(Boolean))) throw new DomainError('forbidden')
  if (roleKeys.length > 0 && userId === ctx.principal.id) throw new DomainError('self_change')
  assertNoneLacking(lacking)
  // safe because every right that the plan needs has just been granted
  return plan as PermittedPlan
}
