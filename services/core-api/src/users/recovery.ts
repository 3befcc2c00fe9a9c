import { inTransaction } from '@latchkey/shared/db/transaction'
import type { UserCtx } from '../access/context.ts'
import { sendPasswordReset } from '../links/password-reset.ts'
import { signOut } from '../sessions/store.ts'

/** Sends a user a link to a new password, which nobody else sees. @throws DomainError `user_invited` or `user_disabled` */
export const resetPassword = (ctx: UserCtx<'users.write'>): Promise<void> =>
  inTransaction(ctx.deps.db, (tx) => sendPasswordReset(tx, ctx, ctx.user))

/** Signs a user out everywhere. */
export async function signOutEverywhere(ctx: UserCtx<'users.write'>): Promise<void> {
  await inTransaction(ctx.deps.db, (tx) => signOut(tx, ctx, ctx.user))
}
