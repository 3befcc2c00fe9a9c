import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import { type Authority, askToGrant, assertNoneLacking } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { outlasts } from '../access/grant-times.ts'
import { ownOrg } from '../access/owned.ts'
import { askOnBuilding, askOnOrg } from '../access/pep.ts'
import { keysToAssign } from '../assignments/store.ts'
import type { NamedBuilding, Plan } from './plan.ts'

declare const permitted: unique symbol

/** A plan that the caller may carry out, all of it. Only this file makes one, so that no other reaches `apply`. */
export type PermittedPlan = Plan & {
  readonly [permitted]: true
  /** What the caller holds of the keys of the roles; of all keys where one is given for a time, which may take it. */
  readonly authority: Authority
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
  const { roles, assignments, resident, movedFrom, userId } = plan
  const homes = [...(resident ? [resident] : []), ...(movedFrom ? [movedFrom] : [])]
  const needed = [
    ...assignments.map(onBuilding('building.assignments.write')),
    ...homes.map(onBuilding('occupancy.write')),
  ]
  const toHandOn = assignments.flatMap((one) =>
    keysToAssign(one.type).map((key) => ({ ask: onBuilding(key)(one), endsAt: one.times.endsAt })),
  )
  const { mayAssign, authority, lacking, others } = await askToGrant(ctx, roles, [
    askOnOrg('users.write', ownOrg(ctx.principal)),
    ...needed,
    ...toHandOn.map(({ ask }) => ask),
  ])
  const [mayWriteUsers, ...answers] = others
  const [inBuildings, handedOn] = [answers.slice(0, needed.length), answers.slice(needed.length)]
  const isBuildingAdmins = roles.size === 0 && needed.length > 0
  const mayUser = mayWriteUsers !== undefined || isBuildingAdmins
  const mayRoles = mayAssign || roles.size === 0
  const missing = [
    ...(mayUser ? [] : (['users.write'] as const)),
    ...(mayRoles ? [] : (['roles.assign'] as const)),
    ...needed.filter((_, at) => inBuildings[at] === undefined).map(({ key }) => key),
  ]
  if (missing[0] !== undefined) throw new DomainError('forbidden', { permission: missing[0] })
  if (roles.size > 0 && userId === ctx.principal.id) throw new DomainError('self_change')
  const tooShort = assignments.filter(({ times }, at) => outlasts(times.endsAt, inBuildings[at]?.until ?? null))
  const notHeld = toHandOn.filter(({ endsAt }, at) => {
    const held = handedOn[at]
    return held === undefined || outlasts(endsAt, held.until)
  })
  const short = tooShort.length > 0 ? (['building.assignments.write'] as const) : []
  assertNoneLacking([...lacking, ...short, ...notHeld.map(({ ask }) => ask.key)])
  // safe because every right that the plan needs has just been granted
  return { ...plan, authority, mayInvite: mayWriteUsers !== undefined } as PermittedPlan
}
