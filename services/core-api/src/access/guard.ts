import { onBehalfOf } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import { lowerAscii } from '@latchkey/shared/lower-ascii'
import { type BuildingPermissionKey, isRoleKey, type PermissionKey } from '@latchkey/shared/permissions'
import type { Deps } from '../deps.ts'
import { fetchAbility, visibleBuildings } from './ability.ts'
import { authenticate } from './authenticate.ts'
import type {
  AssignmentCtx,
  BuildingCtx,
  BuildingListCtx,
  Ctx,
  OccupancyCtx,
  OrgCtx,
  OwnSessionCtx,
  SelfCtx,
  UnitCtx,
  UserCtx,
  UserRoleCtx,
} from './context.ts'
import { contextOf, type Incoming } from './incoming.ts'
import { ownedAssignment, ownedOccupancy, ownedSession, ownedUnit, ownedUser, ownOrg } from './owned.ts'
import { createPep, type KeyOnOrg } from './pep.ts'

/**
 * What a route demands of its caller, and the way to prove it. Entering fails in the order of the contract: 401,
 * 403 `password_change_required`, 404 of the building or user, 403, 404 of what is inside. The body comes after.
 */
export interface Guard<Out extends Ctx = Ctx> {
  readonly kind: 'public' | 'platform' | 'self' | 'org' | 'building' | 'body'
  /** The permission key asked for; absent where none is. */
  readonly permission?: PermissionKey
  /** Keys that are asked for beside it. */
  readonly further?: readonly PermissionKey[]
  readonly enter: (deps: Deps, incoming: Incoming) => Promise<Out>
}

export const publicAccess: Guard = {
  kind: 'public',
  enter: async (deps, incoming) => contextOf(deps, incoming, { type: 'anonymous' }),
}

/** The caller is known; with them the building that a parameter of the path names, unless it is not there. */
const identify = async (deps: Deps, incoming: Incoming, buildingId?: string) => {
  const { principal, building } = await authenticate(deps, incoming.header('authorization'), buildingId)
  incoming.identified(principal)
  const ctx = contextOf(deps, incoming, { type: 'user', userId: principal.id })
  const ofOrg = { ...deps, db: onBehalfOf(deps.db, principal.orgId) }
  const self: SelfCtx = { ...ctx, deps: ofOrg, principal, pep: createPep(deps.authz, incoming.requestId) }
  return { self, building }
}

const enterAsSelf = async (deps: Deps, incoming: Incoming): Promise<SelfCtx> => (await identify(deps, incoming)).self

const assertPasswordKept = ({ principal }: SelfCtx): void => {
  if (principal.mustChangePassword) throw new DomainError('password_change_required')
}

const enter = async (deps: Deps, incoming: Incoming): Promise<SelfCtx> => {
  const ctx = await enterAsSelf(deps, incoming)
  assertPasswordKept(ctx)
  return ctx
}

/** The caller's own affairs, open while the password must be changed. */
export const selfAccess: Guard<SelfCtx> = { kind: 'self', enter: enterAsSelf }

/** The caller's own affairs, once the password has been changed. */
export const ownAccess: Guard<SelfCtx> = { kind: 'self', enter }

/** On one of the caller's own sessions. */
export const onOwnSession: Guard<OwnSessionCtx> = {
  kind: 'self',
  enter: async (deps, incoming) => {
    const ctx = await enter(deps, incoming)
    return { ...ctx, session: await ownedSession(deps.db, ctx.principal, incoming.param('sessionId')) }
  },
}

/** What is asked follows from the body: the verb asks for it itself, before it writes. */
export const accordingToBody: Guard<SelfCtx> = { kind: 'body', enter }

export const onOrg = <Key extends KeyOnOrg>(permission: Key): Guard<OrgCtx<Key>> => ({
  kind: 'org',
  permission,
  enter: async (deps, incoming) => {
    const ctx = await enter(deps, incoming)
    const org = ownOrg(ctx.principal)
    return { ...ctx, org, permit: await ctx.pep.requireOnOrg(ctx.principal, permission, org) }
  },
})

/** On the user named in the path. */
export const onUser = <Key extends KeyOnOrg>(permission: Key): Guard<UserCtx<Key>> => ({
  kind: 'org',
  permission,
  enter: async (deps, incoming) => {
    const ctx = await enter(deps, incoming)
    const user = await ownedUser(deps.db, ctx.principal, incoming.param('userId'))
    const org = ownOrg(ctx.principal)
    return { ...ctx, org, user, permit: await ctx.pep.requireOnOrg(ctx.principal, permission, org) }
  },
})

/** On somebody else: nobody changes the own roles or overrides. Other keys may be needed beside the first. */
export const onOtherUser = <Key extends KeyOnOrg>(permission: Key, ...further: KeyOnOrg[]): Guard<UserCtx<Key>> => ({
  kind: 'org',
  permission,
  further,
  enter: async (deps, incoming) => {
    const ctx = await onUser(permission).enter(deps, incoming)
    for (const one of further) await ctx.pep.requireOnOrg(ctx.principal, one, ctx.org)
    if (ctx.user.id === ctx.principal.id) throw new DomainError('self_change')
    return ctx
  },
})

/** On a role of somebody else; a role that the catalogue does not know is not there. */
export const onRoleOfOtherUser: Guard<UserRoleCtx> = {
  kind: 'org',
  permission: 'roles.assign',
  enter: async (deps, incoming) => {
    const ctx = await onOtherUser('roles.assign').enter(deps, incoming)
    const roleKey = lowerAscii(incoming.param('roleKey'))
    if (!isRoleKey(roleKey)) throw new DomainError('not_found')
    return { ...ctx, roleKey }
  },
}

/** The caller with the building named in the path, before anything is asked of authz. */
export const enterBuilding = async (deps: Deps, incoming: Incoming) => {
  const { self: ctx, building } = await identify(deps, incoming, incoming.param('buildingId'))
  assertPasswordKept(ctx)
  if (building === undefined) throw new DomainError('not_found')
  return { ctx, building }
}

/** On the building named in the path. */
export const onBuilding = <Key extends BuildingPermissionKey>(permission: Key): Guard<BuildingCtx<Key>> => ({
  kind: 'building',
  permission,
  enter: async (deps, incoming) => {
    const { ctx, building } = await enterBuilding(deps, incoming)
    return { ...ctx, building, permit: await ctx.pep.requireOnBuilding(ctx.principal, permission, building) }
  },
})

type Inner<Key extends BuildingPermissionKey, Out> = (ctx: BuildingCtx<Key>, param: Incoming['param']) => Promise<Out>

/** A thing inside the building is looked for only after the building's own permit. */
const inside = <Key extends BuildingPermissionKey, Out extends Ctx>(
  permission: Key,
  find: Inner<Key, Out>,
): Guard<Out> => ({
  kind: 'building',
  permission,
  enter: async (deps, incoming) => find(await onBuilding(permission).enter(deps, incoming), incoming.param),
})

export const onUnit = <Key extends BuildingPermissionKey>(permission: Key): Guard<UnitCtx<Key>> =>
  inside(permission, async (ctx: BuildingCtx<Key>, param) => ({
    ...ctx,
    unit: await ownedUnit(ctx.deps.db, ctx.building, param('unitId')),
  }))

export const onAssignment = <Key extends BuildingPermissionKey>(permission: Key): Guard<AssignmentCtx<Key>> =>
  inside(permission, async (ctx: BuildingCtx<Key>, param) => ({
    ...ctx,
    assignment: await ownedAssignment(ctx.deps.db, ctx.building, param('assignmentId')),
  }))

export const onOccupancy = <Key extends BuildingPermissionKey>(permission: Key): Guard<OccupancyCtx<Key>> =>
  inside(permission, async (ctx: BuildingCtx<Key>, param) => ({
    ...ctx,
    occupancy: await ownedOccupancy(ctx.deps.db, ctx.building, param('occupancyId')),
  }))

/** A list over buildings: refused when the key holds on none, else narrowed to those on which it does. */
export const overBuildings = (permission: BuildingPermissionKey): Guard<BuildingListCtx> => ({
  kind: 'building',
  permission,
  enter: async (deps, incoming) => {
    const ctx = await enter(deps, incoming)
    const ability = await fetchAbility(deps, ctx.principal, incoming.requestId)
    return { ...ctx, visible: visibleBuildings(ability, permission, ctx.principal) }
  },
})
