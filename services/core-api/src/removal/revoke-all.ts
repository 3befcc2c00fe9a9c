import type { Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { DomainError } from '@latchkey/shared/errors'
import { type Authority, assertWithin, inAuthorityTransaction } from '../access/authority.ts'
import type { UserCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { revokeInvite } from '../invites/store.ts'
import { assertMayTake, givenBy, heldKeys, heldOverrides, keepingAnAdmin } from '../roles/store.ts'
import { signOut } from '../sessions/store.ts'
import { takeGrants } from './grants.ts'
import { moveOut } from './homes.ts'
import type { RevokeAll, Revoked } from './schema.ts'

/** What was done is rolled back: it was only to be told. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed'
  readonly revoked: Revoked

  constructor(revoked: Revoked) {
    super('rehearsed')
    this.revoked = revoked
  }
}

/** Takes what holds for each thing alone: the right to take is still there, and who takes holds as much. */
async function assertMayTakeAll(tx: Tx, authority: Authority, { orgId, id }: UserCtx<'users.write'>['user']) {
  for (const permission of ['users.write', 'roles.assign'] as const) {
    if (!authority.has(permission)) throw new DomainError('forbidden', { permission })
  }
  const holder = { orgId, userId: id }
  const now = await readNow(tx)
  assertMayTake(authority, await heldKeys(tx, holder, now))
  const lifted = givenBy(await heldOverrides(tx, holder, now), new Map(), now).map(({ key }) => key)
  assertWithin(authority, lifted)
}

/**
 * Takes everything away from a user at once: roles, overrides, assignments, a pending invite and sessions; the homes as
 * well where that is asked for. A rehearsal does the same and leaves nothing of it.
 * @throws DomainError `grant_exceeds_authority`, `last_admin`, `forbidden` when the right is gone meanwhile, or
 * `not_found` when the user is
 */
export async function revokeAll(ctx: UserCtx<'users.write'>, { dryRun, endOccupancies }: RevokeAll): Promise<Revoked> {
  const { orgId, id: userId } = ctx.user
  const work = async (tx: Tx, authority: Authority): Promise<Revoked> => {
    if ((await lockUser(tx, orgId, userId)) === undefined) throw new DomainError('not_found')
    await assertMayTakeAll(tx, authority, ctx.user)
    const grants = await keepingAnAdmin(tx, { orgId, userId }, () => takeGrants(tx, ctx))
    const occupancies = endOccupancies === true ? await moveOut(tx, ctx) : []
    const invite = await revokeInvite(tx, ctx, orgId, userId)
    const revoked = { ...grants, occupancies, invite, sessions: await signOut(tx, ctx, ctx.user) }
    if (dryRun === true) throw new Rehearsed(revoked)
    return revoked
  }
  try {
    return await inAuthorityTransaction(ctx, work)
  } catch (error) {
    if (error instanceof Rehearsed) return error.revoked
    throw error
  }
}
