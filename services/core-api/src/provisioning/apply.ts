import type { Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { ALWAYS, isSame } from '../access/grant-times.ts'
import { lockOrg, lockUser } from '../access/locks.ts'
import { ensureAssignment } from '../assignments/store.ts'
import type { Credential } from '../credentials/credential.ts'
import { ensureInvite } from '../invites/store.ts'
import { leaveAt, openOccupanciesOf, PLANNED_END, readOccupancy, startOccupancy } from '../occupancies/store.ts'
import {
  assertMayTake,
  continued,
  heldKeys,
  heldRoles,
  isAnyCut,
  keepingAnAdmin,
  type RoleGrants,
  shownRoles,
  writeRoles,
} from '../roles/store.ts'
import { insertUser } from '../users/store.ts'
import { moveOf } from './move.ts'
import type { PermittedPlan } from './rights.ts'
import type { Provisioned } from './schema.ts'

/** The user is no longer where the plan found them, so that other rights are needed: plan and ask again. */
export class PlanOutdated extends Error {
  override readonly name = 'PlanOutdated'
}

/** The user that the plan is about, and what became of the rest of the identity. */
type ProvisionedUser = Pick<Provisioned, 'user' | 'created' | 'invite' | 'ignored'> & {
  /** Read under the lock of the user. */
  readonly now: Date
}

/** JSON pointers to what of the identity does not apply to an existing user. */
const ignoredFor = ({ identity, mayInvite }: PermittedPlan, { name, status }: Provisioned['user']): string[] => [
  ...(identity.name === name ? [] : ['/identity/name']),
  ...(identity.password === undefined ? [] : ['/identity/password']),
  ...(identity.sendInvite === true && !(mayInvite && status === 'INVITED') ? ['/identity/sendInvite'] : []),
]

async function linkUser(tx: Tx, ctx: SelfCtx, plan: PermittedPlan, id: string): Promise<ProvisionedUser> {
  const { orgId } = ctx.principal
  const locked = await lockUser(tx, orgId, id)
  if (locked?.email !== plan.identity.email) throw new PlanOutdated()
  const { name, email, status, now } = locked
  if (plan.ifEmailExists === 'ERROR') throw new DomainError('email_exists')
  if (status === 'DISABLED') throw new DomainError('user_disabled')
  const user = { id, email, name, status }
  const wantsInvite = plan.identity.sendInvite === true && plan.mayInvite && status === 'INVITED'
  const invite = wantsInvite ? await ensureInvite(tx, ctx, orgId, id) : null
  return { user, created: false, invite, ignored: ignoredFor(plan, user), now }
}

async function createUser(
  tx: Tx,
  ctx: SelfCtx,
  { identity: { email, name } }: PermittedPlan,
  credential: Credential | undefined,
): Promise<ProvisionedUser> {
  if (credential === undefined) throw new DomainError('credential_required')
  const { user, invite } = await insertUser(tx, ctx, { orgId: ctx.principal.orgId, email, name }, credential)
  const { id, status } = user
  const made = { user: { id, email, name, status }, created: true, invite: invite ?? null, ignored: [] }
  return { ...made, now: await readNow(tx) }
}

const RESIDENT = '/grants/resident'

type AppliedResident = Provisioned['applied']['resident']

/** Moves the user in; the occupancy they leave ends at the instant the new one starts, now or ahead. */
async function applyResident(
  tx: Tx,
  ctx: SelfCtx,
  plan: PermittedPlan,
  residentUserId: string,
): Promise<AppliedResident> {
  const { resident, movedFrom } = plan
  if (resident === undefined) return null
  const { building, unitId, startAt, plannedEndAt } = resident
  const { orgId, id: buildingId } = building
  const { now, open } = await openOccupanciesOf(tx, orgId, residentUserId)
  const move = moveOf(open, resident, startAt ?? now)
  const target = { unitId, buildingId }
  const period = { startAt, plannedEndAt }
  const start = () => startOccupancy(tx, ctx, { orgId, ...target, residentUserId, ...period }, RESIDENT + PLANNED_END)
  switch (move.kind) {
    case 'refused':
      throw move.error
    case 'already-there':
      return { occupancyId: move.occupancy.id, ...target, created: false, endedOccupancyId: null }
    case 'start':
      return { occupancyId: (await start()).id, ...target, created: true, endedOccupancyId: null }
    case 'end-and-start': {
      const { ended } = move
      if (ended.buildingId !== movedFrom?.building.id) throw new PlanOutdated()
      if (startAt && startAt < ended.startAt) throw invalid(`${RESIDENT}/startAt`, 'is before the home left was theirs')
      const started = await start()
      await leaveAt(tx, ctx, await readOccupancy(tx, orgId, ended.id), started.startAt)
      return { occupancyId: started.id, ...target, created: true, endedOccupancyId: ended.id }
    }
  }
}

/** Gives the roles; answers them as they are held then. What is cut short by new times counts as taken. */
async function applyRoles(
  tx: Tx,
  ctx: SelfCtx,
  { roles, authority }: PermittedPlan,
  { userId, isNew, now }: { readonly userId: string; readonly isNew: boolean; readonly now: Date },
): Promise<RoleGrants> {
  if (roles.size === 0) return roles
  const holder = { orgId: ctx.principal.orgId, userId }
  const held = isNew ? new Map() : await heldRoles(tx, holder, now)
  const given = continued(held, roles, now)
  const write = () => writeRoles(tx, ctx, { ...holder, held }, { given })
  if (isAnyCut(held, given, now)) {
    assertMayTake(authority, await heldKeys(tx, holder, now))
    await keepingAnAdmin(tx, holder, write)
  } else await write()
  return given
}

/** Does all of the plan, in the transaction it is given. */
export async function apply(
  tx: Tx,
  ctx: SelfCtx,
  plan: PermittedPlan,
  credential: Credential | undefined,
): Promise<Provisioned> {
  // Whatever takes from an admin, as an end given to a role of theirs does, goes one after the other.
  if ([...plan.roles.values()].some((times) => !isSame(times, ALWAYS))) await lockOrg(tx, ctx.principal.orgId)
  const { user, now, ...rest } =
    plan.userId === undefined ? await createUser(tx, ctx, plan, credential) : await linkUser(tx, ctx, plan, plan.userId)
  const roles = await applyRoles(tx, ctx, plan, { userId: user.id, isNew: rest.created, now })
  const buildingAssignments: Provisioned['applied']['buildingAssignments'] = []
  for (const { building, type, times } of plan.assignments) {
    const { assignment, change } = await ensureAssignment(tx, ctx, { building, userId: user.id, type, times, now })
    const { id, startsAt, endsAt } = assignment
    buildingAssignments.push({ id, buildingId: building.id, type, startsAt, endsAt, created: change === 'created' })
  }
  const resident = await applyResident(tx, ctx, plan, user.id)
  const applied = { orgRoleKeys: [...roles.keys()], roles: shownRoles(roles), buildingAssignments, resident }
  return { user, ...rest, linkedExisting: !rest.created, applied }
}
