import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { assertStrongPassword, hashPassword, weakPassword } from '../credentials/passwords.ts'
import { endLinks } from '../links/store.ts'
import type { Session } from '../sessions/schema.ts'
import { continueSession, endSessions, lockSession } from '../sessions/store.ts'
import { provenPassword } from './own-password.ts'
import type { ChangePassword } from './schema.ts'

const NEW_PASSWORD = '/newPassword'

/**
 * Replaces the own password, ends all other sessions and every outstanding link, and goes on with this session under a
 * new refresh token.
 * @throws DomainError `invalid_current_password` or `weak_password`
 */
export async function changePassword(ctx: SelfCtx, { currentPassword, newPassword }: ChangePassword): Promise<Session> {
  const { deps, principal } = ctx
  const { id, orgId, sessionId } = principal
  const passwordHash = await provenPassword(ctx, currentPassword)
  if (newPassword === currentPassword) throw weakPassword(NEW_PASSWORD, 'must differ from the old one')
  assertStrongPassword(newPassword, principal.email, NEW_PASSWORD)
  const data = { passwordHash: await hashPassword(newPassword), passwordExpiresAt: null, mustChangePassword: false }
  return inTransaction(deps.db, async (tx) => {
    // Only from the hash that was verified: of two changes at once, the second no longer knows the current password.
    const { count } = await tx.user.updateMany({ where: { orgId, id, status: 'ACTIVE', passwordHash }, data })
    if (count === 0) throw new DomainError('invalid_current_password')
    await endLinks(tx, principal)
    await lockSession(tx, orgId, sessionId)
    await endSessions(tx, principal, deps.clock(), sessionId)
    await tx.refreshToken.deleteMany({ where: { orgId, sessionId } })
    await record(tx, ctx, { orgId, action: 'user.password_changed', targetId: id })
    return continueSession(tx, deps, { ...principal, mustChangePassword: false }, sessionId)
  })
}
