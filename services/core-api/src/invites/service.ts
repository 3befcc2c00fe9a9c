import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { UserCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import type { Invite, InviteDetail } from './schema.ts'
import { renewInvite, revokeInvite, toInvite } from './store.ts'

/** The invite of a user and what became of its mail. @throws DomainError `not_found` */
export async function getInvite({ deps, user: { orgId, id: userId } }: UserCtx<'users.read'>): Promise<InviteDetail> {
  const invite = await deps.db.invite.findUnique({ where: { orgId_userId: { orgId, userId } } })
  if (invite === null) throw new DomainError('not_found')
  return { ...toInvite(invite, deps.clock()), mail: { state: invite.mailState, attempts: invite.mailAttempts } }
}

/** Sends an invite again, also after a revoke. @throws DomainError `not_found`, `user_active` or `user_disabled` */
export async function sendInvite(ctx: UserCtx<'users.write'>): Promise<Invite> {
  const { orgId, id } = ctx.user
  return inTransaction(ctx.deps.db, async (tx) => {
    const user = await lockUser(tx, orgId, id)
    if (user === undefined) throw new DomainError('not_found')
    if (user.status === 'ACTIVE') throw new DomainError('user_active')
    if (user.status !== 'INVITED') throw new DomainError('user_disabled')
    return renewInvite(tx, ctx, orgId, id)
  })
}

/** Makes a pending invite worthless. */
export async function withdrawInvite(ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id } = ctx.user
  await inTransaction(ctx.deps.db, async (tx) => {
    await lockUser(tx, orgId, id)
    await revokeInvite(tx, ctx, orgId, id)
  })
}
