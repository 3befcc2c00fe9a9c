import type { Db, Tx } from '@latchkey/shared/db/client'
import { rememberAddress } from '../credentials/known-address.ts'
import { hashToken, newToken } from '../credentials/opaque-token.ts'
import type { Session, SessionUser } from './schema.ts'
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './tokens.ts'

/** How long a session may rest before it must be signed in again, in milliseconds: 30 days. */
const REFRESH_MS = 30 * 24 * 60 * 60 * 1000

interface SessionDeps {
  readonly clock: () => Date
  readonly tokens: AccessTokens
}

interface SignInCtx {
  readonly deps: SessionDeps
  readonly address: string
}

/** The answer to every way of signing in: an access token of the session, and the next refresh token. */
export async function continueSession(
  tx: Tx,
  { clock, tokens }: SessionDeps,
  user: SessionUser,
  sessionId: string,
): Promise<Session> {
  const { id: userId, orgId } = user
  const refreshToken = newToken()
  const expiresAt = new Date(clock().getTime() + REFRESH_MS)
  await tx.refreshToken.create({ data: { orgId, sessionId, tokenHash: hashToken(refreshToken), expiresAt } })
  const accessToken = await tokens.sign({ userId, orgId, sessionId })
  return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS, refreshToken, user }
}

/** Signs in; the address is one that the account knows from now on. */
export async function startSession(tx: Tx, { deps, address }: SignInCtx, user: SessionUser): Promise<Session> {
  const { id } = await tx.session.create({ data: { orgId: user.orgId, userId: user.id }, select: { id: true } })
  await rememberAddress(tx, user.email, address)
  return continueSession(tx, deps, user, id)
}

/** Whoever refreshes a session or takes its tokens away meets here, so that the second finds what the first did. */
export async function lockSession(tx: Tx, orgId: string, sessionId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE org_id = ${orgId}::uuid AND id = ${sessionId}::uuid FOR UPDATE`
}

/** Ends one session, and with it its access tokens, for good; one that has ended stays as it is. */
export async function endSession(db: Db | Tx, orgId: string, id: string, now: Date): Promise<void> {
  await db.session.updateMany({ where: { orgId, id, revokedAt: null }, data: { revokedAt: now } })
}

/** Ends the sessions of a user, all of them unless one is to stay. */
export async function endSessions(
  tx: Tx,
  { orgId, id: userId }: Pick<SessionUser, 'orgId' | 'id'>,
  now: Date,
  exceptId?: string,
): Promise<void> {
  const others = exceptId === undefined ? {} : { id: { not: exceptId } }
  await tx.session.updateMany({ where: { orgId, userId, revokedAt: null, ...others }, data: { revokedAt: now } })
}
