import type { Tx } from '@latchkey/shared/db/client'
import type { UserStatus } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { UserCtx } from '../access/context.ts'
import { assertAnotherAdmin, type LockedUser, lockAdmins, lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { defined } from '../http/defined.ts'
import { revokeInvite } from '../invites/store.ts'
import { endSessions } from '../sessions/store.ts'
import type { ChangeUser, User } from './schema.ts'
import { getUserRow } from './store.ts'

/** The status the user gets: somebody without a password can only be invited. */
const nextStatus = ({ status, passwordHash }: LockedUser, wanted: 'ACTIVE' | 'DISABLED'): UserStatus => {
  if (wanted === 'DISABLED' || status === 'ACTIVE') return wanted
  if (status === 'INVITED') throw new DomainError('user_invited')
  return passwordHash === null ? 'INVITED' : 'ACTIVE'
}

/** What disabling takes with it, for good: sessions and a pending invite. Grants stay, without effect. */
async function disable(tx: Tx, ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id } = ctx.user
  await assertAnotherAdmin(tx, orgId, id)
  await endSessions(tx, ctx.deps, ctx.user)
  await revokeInvite(tx, ctx, orgId, id)
}

/**
 * Renames, disables or enables a user. The own name is fine, the own status is not.
 * @throws DomainError `self_change`, `user_invited` or `last_admin`
 */
export async function changeUser(ctx: UserCtx<'users.write'>, { name, status }: ChangeUser): Promise<User> {
  const { deps, principal, user } = ctx
  const { orgId, id } = user
  if (status !== undefined && id === principal.id) throw new DomainError('self_change')
  return inTransaction(deps.db, async (tx) => {
    if (status !== undefined) await lockAdmins(tx, orgId)
    const locked = await lockUser(tx, orgId, id)
    if (locked === undefined) throw new DomainError('not_found')
    const before = await getUserRow(tx, orgId, id)
    const next = status && nextStatus(locked, status)
    if (next === 'DISABLED') await disable(tx, ctx)
    await tx.user.update({ where: { orgId_id: { orgId, id } }, data: defined({ name, status: next }) })
    const after = await getUserRow(tx, orgId, id)
    await record(tx, ctx, { orgId, action: 'user.changed', targetId: id, before, after })
    return after
  })
}
