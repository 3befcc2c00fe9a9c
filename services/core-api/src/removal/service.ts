import type { Tx } from '@latchkey/shared/db/client'
import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { DomainError } from '@latchkey/shared/errors'
import { inAuthorityTransaction } from '../access/authority.ts'
import type { UserCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { deleteInvite } from '../invites/store.ts'
import { endLinks } from '../links/store.ts'
import { assertMayTake, heldKeys } from '../roles/store.ts'
import { assertCurrentUser, deleteUser } from '../users/store.ts'
import { takeGrants } from './grants.ts'
import { cancelBookings } from './homes.ts'

/** All that was given to the user, and what was booked for them, each thing written down as when it is taken away alone. */
async function takeAll(tx: Tx, ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id: userId } = ctx.user
  await takeGrants(tx, ctx)
  await cancelBookings(tx, ctx)
  await deleteInvite(tx, ctx, orgId, userId)
  await endLinks(tx, ctx.user)
}

/**
 * Removes somebody who was invited, as under a typo. Sessions and occupancies refer to a user and refuse: they are the
 * history that is kept.
 * @throws DomainError `grant_exceeds_authority`, `user_has_history`, or `not_found` when the user was removed meanwhile
 */
export async function removeUser(ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id } = ctx.user
  await inAuthorityTransaction(
    ctx,
    async (tx, authority) => {
      const user = await lockUser(tx, orgId, id)
      if (user === undefined) throw new DomainError('not_found')
      assertMayTake(authority, await heldKeys(tx, { orgId, userId: id }))
      await assertCurrentUser(tx, ctx, ctx.user)
      if (user.status !== 'INVITED') throw new DomainError('user_has_history')
      await takeAll(tx, ctx)
      await deleteUser(tx, ctx, orgId, id)
    },
    DELETE_REFUSED,
  )
}
