import type { Tx } from '@latchkey/shared/db/client'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { ensureAssignment } from '../assignments/store.ts'
import type { Credential } from '../credentials/credential.ts'
import { ensureInvite } from '../invites/store.ts'
import { leaveAt, openOccupanciesOf, PLANNED_END, readOccupancy, startOccupancy } from '../occupancies/store.ts'
import { grantRoles } from '../roles/store.ts'
import { insertUser } from '../users/store.ts'
import { moveOf } from './move.ts'
import type { PermittedPlan } from './rights.ts'
import type { Provisioned } from './schema.ts'

/** The user is no longer where the plan found them, so that other rights are needed: plan and ask again. */
export class PlanOutdated extends Error {
  override readonly name = 'PlanOutdated'
}

/** The user that the plan is about, and what became of the rest of the identity. */
type ProvisionedUser = Pick<Provisioned, 'user' | 'created' | 'invite' | 'ignored'>

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
  const { name, email, status } = locked
  if (plan.ifEmailExists === 'ERROR') throw new DomainError('email_exists')
  if (status === 'DISABLED') throw new DomainError('user_disabled')
  const user = { id, email, name, status }
  const wantsInvite = plan.identity.sendInvite === true && plan.mayInvite && status === 'INVITED'
  const invite = wantsInvite ? await ensureInvite(tx, ctx, orgId, id) : null
  return { user, created: false, invite, ignored: ignoredFor(plan, user) }
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
  return { user: { id, email, name, status }, created: true, invite: invite ?? null, ignored: [] }
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

/** Does all of the plan, in the transaction it is given. */
export async function apply(
  tx: Tx,
  ctx: SelfCtx,
  plan: PermittedPlan,
  credential: Credential | undefined,
): Promise<Provisioned> {
  const { orgId } = ctx.principal
  const { user, ...rest } =
    plan.userId === undefined ? await createUser(tx, ctx, plan, credential) : await linkUser(tx, ctx, plan, plan.userId)
  await grantRoles(tx, ctx, orgId, user.id, plan.roleKeys)
  const buildingAssignments: Provisioned['applied']['buildingAssignments'] = []
  for (const { building, type } of plan.assignments) {
    const { assignment, created: isNew } = await ensureAssignment(tx, ctx, building, user.id, type)
    buildingAssignments.push({ id: assignment.id, buildingId: building.id, type, created: isNew })
  }
  const resident = await applyResident(tx, ctx, plan, user.id)
  const applied = { orgRoleKeys: [...plan.roleKeys], buildingAssignments, resident }
  return { user, ...rest, linkedExisting: !rest.created, applied }
}
