import type { Tx } from '@latchkey/shared/db/client'
import type { UserStatus } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { UserCtx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { assertAnotherAdmin, type LockedUser, lockAdmins, lockUser } from './locks.ts'
import { toUser, userSelect } from './read.ts'
import type { ChangeUser, User } from './schema.ts'

/** The status the user gets: somebody without a password can only be invited. */
const nextStatus = ({ status, passwordHash }: LockedUser, wanted: 'ACTIVE' | 'DISABLED'): UserStatus => {
  if (wanted === 'DISABLED' || status === 'ACTIVE') return wanted
  if (status === 'INVITED') throw new DomainError('user_invited')
  return passwordHash === null ? 'INVITED' : 'ACTIVE'
}

async function changeStatus(tx: Tx, orgId: string, userId: string, wanted: 'ACTIVE' | 'DISABLED') {
  await lockAdmins(tx, orgId)
  const user = await lockUser(tx, orgId, userId)
  if (user === undefined) throw new DomainError('not_found')
  const status = nextStatus(user, wanted)
  if (status === 'DISABLED') await assertAnotherAdmin(tx, orgId, userId)
  return status
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
    const next = status && (await changeStatus(tx, orgId, id, status))
    const data = defined({ name, status: next })
    return toUser(await tx.user.update({ where: { orgId_id: { orgId, id } }, data, select: userSelect }))
  })
}
