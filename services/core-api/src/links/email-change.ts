import type { Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import type { LockedUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { endLinks, type LinkCtx, sendLink } from './store.ts'

/** The address that a user is about to get, among the columns that are read of a user. */
export const pendingEmailSelect = {
  where: { kind: 'EMAIL_CHANGE' },
  select: { email: true, expiresAt: true },
} as const

interface PendingEmail {
  readonly email: string | null
  readonly expiresAt: Date
}

/** The address as answers show it: while its link can be confirmed, and not at all otherwise. */
export function shownPendingEmail([link]: readonly PendingEmail[], now: Date): { pendingEmail?: string } {
  return link !== undefined && link.email !== null && link.expiresAt > now ? { pendingEmail: link.email } : {}
}

/**
 * Asks an ACTIVE user's new address to be confirmed, and tells the present one. The present one again withdraws what
 * was asked for before. Call with the user locked.
 * @throws DomainError `email_exists`
 */
export async function askForEmailChange(
  tx: Tx,
  ctx: LinkCtx,
  orgId: string,
  { id, email: present }: LockedUser,
  email: string,
): Promise<void> {
  const owner = { orgId, id }
  if (email === present) {
    const withdrawn = await endLinks(tx, owner, 'EMAIL_CHANGE')
    if (withdrawn > 0) await record(tx, ctx, { orgId, action: 'user.email_change_withdrawn', targetId: id })
    return
  }
  const taken = await tx.user.findUnique({ where: { orgId_email: { orgId, email } }, select: { id: true } })
  if (taken !== null) throw new DomainError('email_exists')
  const linkId = await sendLink(tx, ctx, owner, 'EMAIL_CHANGE', email)
  await ctx.deps.mailQueue.enqueue(tx, 'notice-mails', { orgId, userId: id, linkId, address: present })
  const states = { before: { email: present }, after: { email: present, pendingEmail: email } }
  await record(tx, ctx, { orgId, action: 'user.email_change_requested', targetId: id, ...states })
}
