import type { Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import type { UserCtx } from '../access/context.ts'
import { type LockedUser, lockEmail } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { renewInvite } from '../invites/store.ts'
import { askForEmailChange } from '../links/email-change.ts'

/** Nobody has been at the old address yet: the new one counts at once, and the invite goes there. */
async function moveInvite(tx: Tx, ctx: UserCtx<'users.write'>, { id, email: before }: LockedUser, email: string) {
  if (email === before) return
  const { orgId } = ctx.user
  await lockEmail(tx, orgId, email)
  await tx.user.update({ where: { orgId_id: { orgId, id } }, data: { email } })
  const states = { before: { email: before }, after: { email } }
  await record(tx, ctx, { orgId, action: 'user.email_changed', targetId: id, ...states })
  await renewInvite(tx, ctx, orgId, id)
}

/**
 * Gives somebody else another address. `user` is locked, with the status that the same request gave them.
 * @throws DomainError `user_disabled` or `email_exists`
 */
export async function changeEmail(tx: Tx, ctx: UserCtx<'users.write'>, user: LockedUser, email: string): Promise<void> {
  switch (user.status) {
    case 'DISABLED':
      throw new DomainError('user_disabled')
    case 'INVITED':
      return moveInvite(tx, ctx, user, email)
    case 'ACTIVE':
      return askForEmailChange(tx, ctx, ctx.user.orgId, user, email)
  }
}
