import type { Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { lockEmail, lockUser } from '../access/locks.ts'
import { ensureAssignment } from '../assignments/store.ts'
import type { Credential } from '../credentials/credential.ts'
import type { Invite } from '../invites/schema.ts'
import { ensureInvite } from '../invites/store.ts'
import { finishOccupancy, notBefore, startOccupancy } from '../occupancies/store.ts'
import { grantRoles } from '../roles/store.ts'
import { insertUser } from '../users/store.ts'
import { departureOf } from './move.ts'
import type { Plan } from './plan.ts'
import type { Provisioned } from './schema.ts'

/** The person moved meanwhile, out of a building for which no right was asked: look and ask again. */
export class PlanOutdated extends Error {
  override readonly name = 'PlanOutdated'
}

interface Person {
  readonly user: Provisioned['user']
  readonly created: boolean
  readonly invite: Invite | null
  readonly ignored: readonly string[]
}

/** What of the identity does not apply to somebody who exists: it is left alone, and said. */
const ignoredFor = ({ identity }: Plan, user: Provisioned['user']): string[] => [
  ...(identity.name === user.name ? [] : ['/identity/name']),
  ...(identity.password === undefined ? [] : ['/identity/password']),
  ...(identity.sendInvite === true && user.status === 'ACTIVE' ? ['/identity/sendInvite'] : []),
]

async function linkPerson(tx: Tx, ctx: SelfCtx, plan: Plan, id: string): Promise<Person> {
  const { orgId } = ctx.principal
  const locked = await lockUser(tx, orgId, id)
  if (locked === undefined) throw new DomainError('not_found')
  const { name, email, status } = locked
  if (plan.ifEmailExists === 'ERROR') throw new DomainError('email_exists')
  if (status === 'DISABLED') throw new DomainError('user_disabled')
  const user = { id, email, name, status }
  const wantsInvite = plan.identity.sendInvite === true && status === 'INVITED'
  const invite = wantsInvite ? await ensureInvite(tx, ctx, orgId, id) : null
  return { user, created: false, invite, ignored: ignoredFor(plan, user) }
}

async function createPerson(tx: Tx, ctx: SelfCtx, plan: Plan, credential: Credential | undefined): Promise<Person> {
  if (credential === undefined) throw new DomainError('credential_required')
  const { email, name } = plan.identity
  const { user, invite } = await insertUser(tx, ctx, { orgId: ctx.principal.orgId, email, name }, credential)
  const { id, status } = user
  return { user: { id, email, name, status }, created: true, invite: invite ?? null, ignored: [] }
}

/** Equal calls at the same moment meet at the email, so that the second finds what the first made. */
async function findOrCreatePerson(tx: Tx, ctx: SelfCtx, plan: Plan, credential: Credential | undefined) {
  const { orgId } = ctx.principal
  const { email } = plan.identity
  await lockEmail(tx, orgId, email)
  const known = await tx.user.findUnique({ where: { orgId_email: { orgId, email } }, select: { id: true } })
  return known === null ? createPerson(tx, ctx, plan, credential) : linkPerson(tx, ctx, plan, known.id)
}

type AppliedResident = Provisioned['applied']['resident']

/** Moves the person in; what they leave ends at the instant the new occupancy starts. */
async function settleResident(tx: Tx, ctx: SelfCtx, plan: Plan, residentUserId: string): Promise<AppliedResident> {
  const { resident, movedFrom } = plan
  if (resident === undefined) return null
  const { orgId, id: buildingId } = resident.building
  const { unitId } = resident
  const where = { orgId, residentUserId, status: 'ACTIVE' } as const
  const departure = departureOf(await tx.occupancy.findMany({ where, orderBy: { id: 'asc' } }), resident)
  const place = { unitId, buildingId }
  const now = ctx.deps.clock()
  switch (departure.kind) {
    case 'refused':
      throw departure.error
    case 'already-there':
      return { occupancyId: departure.occupancy.id, ...place, created: false, endedOccupancyId: null }
    case 'add': {
      const { id } = await startOccupancy(tx, ctx, { orgId, ...place, residentUserId, startAt: now })
      return { occupancyId: id, ...place, created: true, endedOccupancyId: null }
    }
    case 'from': {
      const { occupancy } = departure
      if (occupancy.buildingId !== movedFrom?.id) throw new PlanOutdated()
      const instant = notBefore(occupancy.startAt, now)
      await finishOccupancy(tx, ctx, orgId, occupancy.id, instant)
      const { id } = await startOccupancy(tx, ctx, { orgId, ...place, residentUserId, startAt: instant })
      return { occupancyId: id, ...place, created: true, endedOccupancyId: occupancy.id }
    }
  }
}

/** Does all of the plan, in the transaction it is given. */
export async function apply(
  tx: Tx,
  ctx: SelfCtx,
  plan: Plan,
  credential: Credential | undefined,
): Promise<Provisioned> {
  const { orgId } = ctx.principal
  const { user, created, invite, ignored } = await findOrCreatePerson(tx, ctx, plan, credential)
  await grantRoles(tx, ctx, orgId, user.id, plan.roleKeys)
  const buildingAssignments: Provisioned['applied']['buildingAssignments'] = []
  for (const { building, type } of plan.assignments) {
    const { assignment, created: isNew } = await ensureAssignment(tx, ctx, building, user.id, type)
    buildingAssignments.push({ id: assignment.id, buildingId: building.id, type, created: isNew })
  }
  const resident = await settleResident(tx, ctx, plan, user.id)
  const applied = { orgRoleKeys: [...plan.roleKeys], buildingAssignments, resident }
  return { user, created, linkedExisting: !created, applied, invite, ignored: [...ignored] }
}
