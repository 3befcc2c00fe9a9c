import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { assertStrongPassword, hashPassword, verifyPassword, weakPassword } from '../credentials/passwords.ts'
import type { Session } from '../sessions/schema.ts'
import { continueSession, endSessions, lockSession } from '../sessions/store.ts'
import type { ChangePassword } from './schema.ts'

const NEW_PASSWORD = '/newPassword'

/**
 * Replaces the own password, ends all other sessions and goes on with this one under a new refresh token.
 * @throws DomainError `invalid_current_password` or `weak_password`
 */
export async function changePassword(ctx: SelfCtx, { currentPassword, newPassword }: ChangePassword): Promise<Session> {
  const { deps, principal } = ctx
  const { id, orgId, sessionId } = principal
  const where = { orgId_id: { orgId, id } }
  const { passwordHash } = await deps.db.user.findUniqueOrThrow({ where, select: { passwordHash: true } })
  if (!(await verifyPassword(passwordHash, currentPassword))) throw new DomainError('invalid_current_password')
  if (newPassword === currentPassword) throw weakPassword(NEW_PASSWORD, 'must differ from the old one')
  assertStrongPassword(newPassword, principal.email, NEW_PASSWORD)
  const data = { passwordHash: await hashPassword(newPassword), mustChangePassword: false }
  return inTransaction(deps.db, async (tx) => {
    // Only from the hash that was verified: of two changes at once, the second no longer knows the current password.
    const { count } = await tx.user.updateMany({ where: { orgId, id, status: 'ACTIVE', passwordHash }, data })
    if (count === 0) throw new DomainError('invalid_current_password')
    await lockSession(tx, orgId, sessionId)
    await endSessions(tx, principal, deps.clock(), sessionId)
    await tx.refreshToken.deleteMany({ where: { orgId, sessionId } })
    await record(tx, ctx, { orgId, action: 'user.password_changed', targetId: id })
    return continueSession(tx, deps, { ...principal, mustChangePassword: false }, sessionId)
  })
}
