import type { Tx } from '@latchkey/shared/db/client'
import type { Invite as Row } from '@latchkey/shared/db/generated/client'
import type { Ctx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import type { Invite } from './schema.ts'

/** How long an invite can be accepted, in milliseconds: 7 days. */
const LIFE_MS = 7 * 24 * 60 * 60 * 1000

/** A PENDING invite whose time is over is EXPIRED. */
export const toInvite = ({ id, status, expiresAt }: Row, now: Date): Invite => ({
  id,
  status: status === 'PENDING' && expiresAt <= now ? 'EXPIRED' : status,
  expiresAt,
})

/**
 * Invites the user, or invites again: the same row, and an earlier token is worth nothing from now on. The mail is
 * queued in this transaction. Call under `lockUser`, or with the user just written.
 */
export async function renewInvite(tx: Tx, ctx: Ctx, orgId: string, userId: string): Promise<Invite> {
  const { clock, mailQueue } = ctx.deps
  const fresh = {
    status: 'PENDING',
    tokenHash: null,
    expiresAt: new Date(clock().getTime() + LIFE_MS),
    mailState: 'QUEUED',
    mailAttempts: 0,
  } as const
  const invite = await tx.invite.upsert({
    where: { orgId_userId: { orgId, userId } },
    create: { orgId, userId, ...fresh },
    update: { ...fresh, generation: { increment: 1 } },
  })
  await mailQueue.enqueue(tx, 'invite-mails', { orgId, inviteId: invite.id, generation: invite.generation })
  await record(tx, ctx, { orgId, action: 'user.invited', targetId: userId })
  return toInvite(invite, clock())
}

/** The pending invite of the user as it is; a new one, with its mail, when there is none that can be accepted. */
export async function ensureInvite(tx: Tx, ctx: Ctx, orgId: string, userId: string): Promise<Invite> {
  const invite = await tx.invite.findUnique({ where: { orgId_userId: { orgId, userId } } })
  const known = invite && toInvite(invite, ctx.deps.clock())
  return known?.status === 'PENDING' ? known : renewInvite(tx, ctx, orgId, userId)
}

/** Makes a pending invite worthless, and answers it as it was; without one nothing changes. */
export async function revokeInvite(tx: Tx, ctx: Ctx, orgId: string, userId: string): Promise<Invite | null> {
  const where = { orgId, userId, status: 'PENDING' } as const
  const [row] = await tx.invite.updateManyAndReturn({ where, data: { status: 'REVOKED', tokenHash: null } })
  if (row === undefined) return null
  await record(tx, ctx, { orgId, action: 'user.invite_revoked', targetId: userId })
  return toInvite({ ...row, status: where.status }, ctx.deps.clock())
}

/** Takes the invite of the user away, with what it was; a pending one is worthless before. Call under `lockUser`. */
export async function deleteInvite(tx: Tx, ctx: Ctx, orgId: string, userId: string): Promise<void> {
  await revokeInvite(tx, ctx, orgId, userId)
  await tx.invite.deleteMany({ where: { orgId, userId } })
}
