import { type Db, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { endLinks, openLink } from '../links/store.ts'
import type { Session } from '../sessions/schema.ts'
import { endSessions, startSession } from '../sessions/store.ts'
import type { CompleteReset } from './schema.ts'

const FAILURE = 'reset_invalid'

const findReset = async (db: Db | Tx, ctx: Ctx, token: string) => {
  const link = await openLink(db, ctx, 'PASSWORD_RESET', token)
  if (link === undefined) throw new DomainError(FAILURE)
  return link
}

/** Sets the password; every session and every link of the user is worth nothing afterwards. */
async function settle(tx: Tx, ctx: Ctx, token: string, passwordHash: string): Promise<Session> {
  const { orgId, userId } = await findReset(tx, ctx, token)
  await lockUser(tx, orgId, userId)
  const { user: owner } = await findReset(tx, ctx, token)
  await endLinks(tx, owner)
  await endSessions(tx, owner, ctx.deps.clock())
  const user = await tx.user.update({
    where: { orgId_id: { orgId, id: userId } },
    data: { passwordHash, passwordExpiresAt: null, mustChangePassword: false },
  })
  const actor = { type: 'user', userId } as const
  await record(tx, { ...ctx, actor }, { orgId, action: 'user.password_reset', targetId: userId })
  return startSession(tx, ctx, user)
}

/**
 * Sets a new password by the token of a link, and signs in.
 * @throws DomainError `reset_invalid` for whatever is wrong with the token, `weak_password`, `too_many_attempts` or
 * `unavailable`
 */
export async function completeReset(ctx: Ctx, { token, password }: CompleteReset): Promise<Session> {
  const { deps } = ctx
  const account = (await openLink(deps.db, ctx, 'PASSWORD_RESET', token))?.userId
  return ctx.attempt({ kind: 'reset', account, failure: FAILURE }, async () => {
    const { orgId, user } = await findReset(deps.db, ctx, token)
    const chosen = { password, email: user.email, pointer: '/password' }
    const passwordHash = await deps.passwords.hashChosen(user.id, chosen)
    return inTransaction(onBehalfOf(deps.db, orgId), (tx) => settle(tx, ctx, token, passwordHash))
  })
}
