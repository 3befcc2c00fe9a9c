import { type Db, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx, SelfCtx } from '../access/context.ts'
import { lockEmail, lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { askForEmailChange } from '../links/email-change.ts'
import { endLinks, openLink } from '../links/store.ts'
import { provenPassword } from './own-password.ts'
import type { ChangeOwnEmail, ConfirmEmail } from './schema.ts'

const WRONG_PASSWORD = 'invalid_current_password'
const FAILURE = 'confirmation_invalid'

/**
 * Asks for another address of one's own, which counts once it is confirmed.
 * @throws DomainError `invalid_current_password`, `email_exists`, `too_many_attempts` or `unavailable`
 */
export async function changeOwnEmail(ctx: SelfCtx, { email, password }: ChangeOwnEmail): Promise<void> {
  const { deps, principal } = ctx
  const { orgId, id } = principal
  await ctx.attempt({ kind: 'email-change', account: id, failure: WRONG_PASSWORD }, async () => {
    const passwordHash = await provenPassword(ctx, password)
    await inTransaction(deps.db, async (tx) => {
      const user = await lockUser(tx, orgId, id)
      if (user?.status !== 'ACTIVE' || user.passwordHash !== passwordHash) throw new DomainError(WRONG_PASSWORD)
      await askForEmailChange(tx, ctx, orgId, user, email)
    })
  })
}

const findConfirmation = async (db: Db | Tx, ctx: Ctx, token: string) => {
  const link = await openLink(db, ctx, 'EMAIL_CHANGE', token)
  if (link === undefined || link.email === null) throw new DomainError(FAILURE)
  return { ...link, email: link.email }
}

/** Makes the confirmed address count; links to the one before are worth nothing afterwards. */
async function settle(tx: Tx, ctx: Ctx, token: string): Promise<void> {
  const { orgId, userId } = await findConfirmation(tx, ctx, token)
  await lockUser(tx, orgId, userId)
  const { email, user } = await findConfirmation(tx, ctx, token)
  await lockEmail(tx, orgId, email)
  await tx.user.update({ where: { orgId_id: { orgId, id: userId } }, data: { email } })
  await endLinks(tx, user)
  const actor = { type: 'user', userId } as const
  const states = { before: { email: user.email }, after: { email } }
  await record(tx, { ...ctx, actor }, { orgId, action: 'user.email_changed', targetId: userId, ...states })
}

/**
 * Confirms an address by the token that was sent there.
 * @throws DomainError `confirmation_invalid` for whatever is wrong with the token, `email_exists` when somebody else has
 * taken the address meanwhile, or `too_many_attempts`
 */
export async function confirmEmail(ctx: Ctx, { token }: ConfirmEmail): Promise<void> {
  const { deps } = ctx
  const account = (await openLink(deps.db, ctx, 'EMAIL_CHANGE', token))?.userId
  await ctx.attempt({ kind: 'email-confirm', account, failure: FAILURE }, async () => {
    const { orgId } = await findConfirmation(deps.db, ctx, token)
    await inTransaction(onBehalfOf(deps.db, orgId), (tx) => settle(tx, ctx, token))
  })
}
