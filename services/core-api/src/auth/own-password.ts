import { DomainError } from '@latchkey/shared/errors'
import type { SelfCtx } from '../access/context.ts'

/**
 * The hash of the caller's own password, once that has proved right: what depends on it is written only while the hash
 * is the same.
 * @throws DomainError `invalid_current_password`, also for a generated one that has ended, or what `verify` throws
 */
export async function provenPassword({ deps, principal }: SelfCtx, password: string): Promise<string> {
  const { orgId, id } = principal
  const select = { passwordHash: true, passwordExpiresAt: true } as const
  const user = await deps.db.user.findUniqueOrThrow({ where: { orgId_id: { orgId, id } }, select })
  const isRight = await deps.passwords.verify(id, user.passwordHash, password)
  if (!isRight || user.passwordHash === null || hasEnded(user, deps.clock()))
    throw new DomainError('invalid_current_password')
  return user.passwordHash
}

/** Whether nobody may sign in with it any more; only a generated one ends by itself. */
export const hasEnded = ({ passwordExpiresAt }: { readonly passwordExpiresAt: Date | null }, now: Date): boolean =>
  passwordExpiresAt !== null && passwordExpiresAt <= now
