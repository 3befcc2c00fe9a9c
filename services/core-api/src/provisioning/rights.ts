import { DomainError } from '@latchkey/shared/errors'
import { askToGrant, assertNoneLacking } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { ownOrg } from '../access/owned.ts'
import { askOnBuilding, askOnOrg } from '../access/pep.ts'
import type { Plan } from './plan.ts'

/**
 * Whether the caller may do all that the plan comes to, asked at once. The rights in every building named are needed in
 * any case. Beside them: users.write, and roles.assign for role keys; or, for who has no users.write, no role keys and
 * at least one building, so that a building admin can bring in their own staff and residents.
 * @throws DomainError `forbidden`, `self_change` or `grant_exceeds_authority`
 */
export async function assertMayProvision(ctx: SelfCtx, plan: Plan): Promise<void> {
  const { roleKeys, assignments, resident, movedFrom, personId } = plan
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
  if (roleKeys.length === 0) return
  if (personId === ctx.principal.id) throw new DomainError('self_change')
  assertNoneLacking(lacking)
}
