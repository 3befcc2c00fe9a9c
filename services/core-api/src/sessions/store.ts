import type { Tx } from '@latchkey/shared/db/client'
import type { User } from '@latchkey/shared/db/generated/client'
import type { Session, SessionUser } from '../auth/schema.ts'
import { hashToken, newToken } from '../credentials/opaque-token.ts'
import type { Deps } from '../deps.ts'
import { ACCESS_TOKEN_SECONDS } from './tokens.ts'

/** How long a session may rest before it must be signed in again, in milliseconds: 30 days. */
const REFRESH_MS = 30 * 24 * 60 * 60 * 1000

export type SignedIn = Readonly<Pick<User, 'id' | 'orgId' | 'email' | 'name' | 'status' | 'mustChangePassword'>>

export const toSessionUser = ({ id, orgId, email, name, status, mustChangePassword }: SignedIn): SessionUser => ({
  ...{ id, orgId, email, name, status, mustChangePassword },
})

/** The answer to every way of signing in: an access token of the session, and the next refresh token. */
export async function continueSession(tx: Tx, deps: Deps, user: SignedIn, sessionId: string): Promise<Session> {
  const { id: userId, orgId } = user
  const refreshToken = newToken()
  const expiresAt = new Date(deps.clock().getTime() + REFRESH_MS)
  await tx.refreshToken.create({ data: { orgId, sessionId, tokenHash: hashToken(refreshToken), expiresAt } })
  const accessToken = await deps.tokens.sign({ userId, orgId, sessionId })
  return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS, refreshToken, user: toSessionUser(user) }
}

export async function startSession(tx: Tx, deps: Deps, user: SignedIn): Promise<Session> {
  const { id } = await tx.session.create({ data: { orgId: user.orgId, userId: user.id }, select: { id: true } })
  return continueSession(tx, deps, user, id)
}

/** Whoever refreshes a session or takes its tokens away meets here, so that the second finds what the first did. */
export async function lockSession(tx: Tx, orgId: string, sessionId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE org_id = ${orgId}::uuid AND id = ${sessionId}::uuid FOR UPDATE`
}

/** Ends sessions of a user, and with them their access tokens, for good; all of them unless one is to stay. */
export async function endSessions(tx: Tx, { clock }: Deps, user: Pick<SignedIn, 'orgId' | 'id'>, exceptId?: string) {
  const others = exceptId === undefined ? {} : { id: { not: exceptId } }
  const where = { orgId: user.orgId, userId: user.id, revokedAt: null, ...others }
  await tx.session.updateMany({ where, data: { revokedAt: clock() } })
}
