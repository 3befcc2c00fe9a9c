import type { BuildingAssignment, Occupancy, Session, Unit } from '@latchkey/shared/db/generated/client'
import type { BuildingPermissionKey, PermissionKey, RoleKey } from '@latchkey/shared/permissions'
import type { Attempt } from '../credentials/limits.ts'
import type { Deps, OrgDeps } from '../deps.ts'
import type { Visible } from './ability.ts'
import type { Owned, OwnedBuilding, OwnedOrg, OwnedUser } from './owned.ts'
import type { KeyOnOrg, Pep, Permit } from './pep.ts'
import type { Principal } from './principal.ts'

/** Who is answerable for what a request changes. */
export type Actor = { readonly type: 'user'; readonly userId: string } | { readonly type: 'platform' | 'anonymous' }

/** What the audit log tells of a change beside the change itself: who made it, in which request. */
export type Recorder = Pick<Ctx, 'actor' | 'requestId'>

/**
 * Throttled by the address of the client, and by the account when that is known; the answer tells what is left.
 * @throws DomainError `too_many_attempts`, or whatever `work` throws
 */
export type Attempting = <Result>(attempt: Omit<Attempt, 'address'>, work: () => Promise<Result>) => Promise<Result>

/** What every verb gets: the tools, and the request it serves. */
export interface Ctx {
  readonly deps: Deps
  readonly requestId: string
  /** The address of the client, for throttling. */
  readonly address: string
  /** Tries a secret: every place where one is tried goes through this. */
  readonly attempt: Attempting
  /** What the client calls itself, for the list of sessions. */
  readonly userAgent: string | undefined
  readonly actor: Actor
  /** The state of the resource that the request is about, as the client knows it. */
  readonly ifMatch: string | undefined
}

/** The caller is known and has no password to change, unless the route says otherwise. */
export interface SelfCtx extends Ctx {
  readonly deps: OrgDeps
  readonly principal: Principal
  readonly pep: Pep
}

/** One of the caller's own sessions that has not ended, named in the path. */
export interface OwnSessionCtx extends SelfCtx {
  readonly session: Owned<Session>
}

/** authz permitted the key. A verb that names a key in its context cannot be called without the permit. */
interface PermittedCtx<Key extends PermissionKey> extends SelfCtx {
  readonly permit: Permit<Key>
}

export interface OrgCtx<Key extends KeyOnOrg> extends PermittedCtx<Key> {
  readonly org: OwnedOrg
}

export interface UserCtx<Key extends KeyOnOrg> extends OrgCtx<Key> {
  readonly user: OwnedUser
}

/** A role of the catalogue, named in the path, of the user in the path. */
export interface UserRoleCtx extends UserCtx<'roles.assign'> {
  readonly roleKey: RoleKey
}

export interface BuildingCtx<Key extends BuildingPermissionKey> extends PermittedCtx<Key> {
  readonly building: OwnedBuilding
}

export interface UserInBuildingCtx<Key extends BuildingPermissionKey> extends BuildingCtx<Key> {
  readonly user: OwnedUser
}

export interface UnitCtx<Key extends BuildingPermissionKey> extends BuildingCtx<Key> {
  readonly unit: Owned<Unit>
}

export interface AssignmentCtx<Key extends BuildingPermissionKey> extends BuildingCtx<Key> {
  readonly assignment: Owned<BuildingAssignment>
}

export interface OccupancyCtx<Key extends BuildingPermissionKey> extends BuildingCtx<Key> {
  readonly occupancy: Owned<Occupancy>
}

/** A list over buildings, narrowed to those on which the key holds. */
export interface BuildingListCtx extends SelfCtx {
  readonly visible: Visible
}
