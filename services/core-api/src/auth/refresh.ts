import { type Db, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx } from '../access/context.ts'
import { hashToken } from '../credentials/opaque-token.ts'
import type { Session } from '../sessions/schema.ts'
import { continueSession, endSession, lockSession } from '../sessions/store.ts'
import type { RefreshToken } from './schema.ts'

const ofUser = {
  session: { select: { id: true, userId: true, revokedAt: true, user: { omit: { passwordHash: true } } } },
} as const

const findToken = (db: Db | Tx, refreshToken: string) =>
  db.refreshToken.findFirst({ where: { tokenHash: hashToken(refreshToken) }, include: ofUser })

/**
 * The next pair of tokens; undefined when this one is no longer good. Used by two at nearly the same moment (two tabs, a
 * lost answer) both go on with the session; used again later it was stolen from one of them, and the session ends.
 */
async function rotate(tx: Tx, { deps }: Ctx, refreshToken: string): Promise<Session | undefined> {
  const known = await findToken(tx, refreshToken)
  if (known === null) return undefined
  const { orgId, id, sessionId } = known
  await lockSession(tx, orgId, sessionId)
  const token = await findToken(tx, refreshToken)
  if (token === null) return undefined
  const now = deps.clock()
  if (token.usedAt !== null && now.getTime() - token.usedAt.getTime() >= deps.refreshGraceMs) {
    await endSession(tx, orgId, sessionId, now)
    return undefined
  }
  const { user, revokedAt } = token.session
  if (revokedAt !== null || token.expiresAt <= now || user.status !== 'ACTIVE') return undefined
  if (token.usedAt === null) await tx.refreshToken.update({ where: { orgId_id: { orgId, id } }, data: { usedAt: now } })
  return continueSession(tx, deps, user, sessionId)
}

/** Goes on with a session by a token that counts once, and again for a moment. @throws DomainError `invalid_refresh_token` */
export async function refresh(ctx: Ctx, { refreshToken }: RefreshToken): Promise<Session> {
  const { db } = ctx.deps
  const known = await findToken(db, refreshToken)
  const account = known?.session.userId
  const failure = 'invalid_refresh_token'
  return ctx.attempt({ kind: 'refresh', account, failure }, async () => {
    const session = known && (await inTransaction(onBehalfOf(db, known.orgId), (tx) => rotate(tx, ctx, refreshToken)))
    if (!session) throw new DomainError(failure)
    return session
  })
}

/** Ends the session of a refresh token. One that is not known has none, and that is fine: nobody learns which it was. */
export async function logout({ deps }: Ctx, { refreshToken }: RefreshToken): Promise<void> {
  const token = await findToken(deps.db, refreshToken)
  if (token === null) return
  const { orgId, sessionId } = token
  await inTransaction(onBehalfOf(deps.db, orgId), (tx) => endSession(tx, orgId, sessionId, deps.clock()))
}
