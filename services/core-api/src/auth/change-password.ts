import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { assertAllowedPassword, type ChosenPassword, weakPassword } from '../credentials/passwords.ts'
import { endLinks } from '../links/store.ts'
import type { Session } from '../sessions/schema.ts'
import { continueSession, endSessions, lockSession } from '../sessions/store.ts'
import { provenPassword } from './own-password.ts'
import type { ChangePassword } from './schema.ts'

const FAILURE = 'invalid_current_password'

async function change(ctx: SelfCtx, currentPassword: string, chosen: ChosenPassword): Promise<Session> {
  const { deps, principal } = ctx
  const { id, orgId, sessionId } = principal
  const passwordHash = await provenPassword(ctx, currentPassword)
  if (chosen.password === currentPassword) throw weakPassword(chosen.pointer, 'must differ from the old one')
  const newHash = await deps.passwords.hashChosen(id, chosen)
  const data = { passwordHash: newHash, passwordExpiresAt: null, mustChangePassword: false }
  return inTransaction(deps.db, async (tx) => {
    // Only from the hash that was verified: of two changes at once, the second no longer knows the current password.
    const { count } = await tx.user.updateMany({ where: { orgId, id, status: 'ACTIVE', passwordHash }, data })
    if (count === 0) throw new DomainError(FAILURE)
    await endLinks(tx, principal)
    await lockSession(tx, orgId, sessionId)
    await endSessions(tx, principal, deps.clock(), sessionId)
    await tx.refreshToken.deleteMany({ where: { orgId, sessionId } })
    await record(tx, ctx, { orgId, action: 'user.password_changed', targetId: id })
    return continueSession(tx, deps, { ...principal, mustChangePassword: false }, sessionId)
  })
}

/**
 * Replaces the own password, ends all other sessions and every outstanding link, and goes on with this session under a
 * new refresh token.
 * @throws DomainError `invalid_current_password`, `weak_password`, `too_many_attempts` or `unavailable`
 */
export async function changePassword(ctx: SelfCtx, { currentPassword, newPassword }: ChangePassword): Promise<Session> {
  const { id, email } = ctx.principal
  const chosen = { password: newPassword, email, pointer: '/newPassword' }
  // Before the current one is looked at: what can be refused for nothing costs nothing.
  assertAllowedPassword(chosen)
  const attempt = { kind: 'change-password', account: id, failure: FAILURE } as const
  return ctx.attempt(attempt, () => change(ctx, currentPassword, chosen))
}
