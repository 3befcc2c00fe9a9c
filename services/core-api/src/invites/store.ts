import type { Tx } from '@latchkey/shared/db/client'
import type { Invite } from '@latchkey/shared/db/generated/client'
import type { Ctx } from '../access/context.ts'
import { record } from '../audit/record.ts'

/** How long an invite can be accepted, in milliseconds: 7 days. */
const LIFE_MS = 7 * 24 * 60 * 60 * 1000

/** What is told of an invite; never its token. */
export interface InviteState {
  readonly id: string
  readonly status: 'PENDING' | 'ACCEPTED' | 'EXPIRED' | 'REVOKED'
  readonly expiresAt: string
}

/** A PENDING invite whose time is over is EXPIRED. */
export const toInviteState = ({ id, status, expiresAt }: Invite, now: Date): InviteState => ({
  id,
  status: status === 'PENDING' && expiresAt <= now ? 'EXPIRED' : status,
  expiresAt: expiresAt.toISOString(),
})

/**
 * Invites the user, or invites again: the same row, and an earlier token is worth nothing from now on. The mail is
 * queued in this transaction. Call with the user's row locked, or just written.
 */
export async function renewInvite(tx: Tx, ctx: Ctx, orgId: string, userId: string): Promise<InviteState> {
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
  await mailQueue.enqueueInvite(tx, { orgId, inviteId: invite.id, generation: invite.generation })
  await record(tx, ctx, { orgId, action: 'user.invited', targetId: userId })
  return toInviteState(invite, clock())
}

/** The pending invite of the user as it is; a new one, with its mail, when there is none that can be accepted. */
export async function ensureInvite(tx: Tx, ctx: Ctx, orgId: string, userId: string): Promise<InviteState> {
  const invite = await tx.invite.findUnique({ where: { orgId_userId: { orgId, userId } } })
  const state = invite && toInviteState(invite, ctx.deps.clock())
  return state?.status === 'PENDING' ? state : renewInvite(tx, ctx, orgId, userId)
}

/** Makes a pending invite worthless; without one nothing changes. */
export async function revokeInvite(tx: Tx, ctx: Pick<Ctx, 'actor' | 'requestId'>, orgId: string, userId: string) {
  const where = { orgId, userId, status: 'PENDING' } as const
  const { count } = await tx.invite.updateMany({ where, data: { status: 'REVOKED', tokenHash: null } })
  if (count > 0) await record(tx, ctx, { orgId, action: 'user.invite_revoked', targetId: userId })
}
