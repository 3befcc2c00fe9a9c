import type { Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import { type LockedUser, lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { type LinkCtx, type Owner, sendLink } from './store.ts'

/** @throws DomainError `user_invited` or `user_disabled`: neither has a password to lose */
function assertHasPassword(user: LockedUser | undefined): void {
  if (user?.status === 'INVITED') throw new DomainError('user_invited')
  if (user?.status !== 'ACTIVE') throw new DomainError('user_disabled')
}

/** Sends a link to a new password. @throws DomainError `user_invited` or `user_disabled` */
export async function sendPasswordReset(tx: Tx, ctx: LinkCtx, owner: Owner): Promise<void> {
  const { orgId, id } = owner
  assertHasPassword(await lockUser(tx, orgId, id))
  await sendLink(tx, ctx, owner, 'PASSWORD_RESET')
  await record(tx, ctx, { orgId, action: 'user.password_reset_requested', targetId: id })
}
