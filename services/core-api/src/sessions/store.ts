import type { Db, Tx } from '@latchkey/shared/db/client'
import type { Ctx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { rememberAddress } from '../credentials/known-address.ts'
import { hashToken, newToken } from '../credentials/opaque-token.ts'
import type { Session, SessionUser } from './schema.ts'
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './tokens.ts'

/** How long a session may rest before it must be signed in again, in milliseconds: 30 days. */
const REFRESH_MS = 30 * 24 * 60 * 60 * 1000
/** More of a client's name for itself is not kept. */
const USER_AGENT_LENGTH = 300

interface SessionDeps {
  readonly clock: () => Date
  readonly tokens: AccessTokens
}

/** An access token of the session, and the next refresh token. */
async function tokensOf(tx: Tx, { clock, tokens }: SessionDeps, user: SessionUser, sessionId: string) {
  const { id: userId, orgId } = user
  const refreshToken = newToken()
  const expiresAt = new Date(clock().getTime() + REFRESH_MS)
  await tx.refreshToken.create({ data: { orgId, sessionId, tokenHash: hashToken(refreshToken), expiresAt } })
  const accessToken = await tokens.sign({ userId, orgId, sessionId })
  return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS, refreshToken, user } satisfies Session
}

/** Goes on with a session, which is thereby used. */
export async function continueSession(
  tx: Tx,
  deps: SessionDeps,
  user: SessionUser,
  sessionId: string,
): Promise<Session> {
  const where = { orgId_id: { orgId: user.orgId, id: sessionId } }
  await tx.session.update({ where, data: { lastUsedAt: deps.clock() }, select: { id: true } })
  return tokensOf(tx, deps, user, sessionId)
}

/** The answer to every way of signing in; the address is one that the account knows from now on. */
export async function startSession(tx: Tx, { deps, address, userAgent }: Ctx, user: SessionUser): Promise<Session> {
  const { orgId, id: userId } = user
  const now = deps.clock()
  const client = { userAgent: userAgent?.slice(0, USER_AGENT_LENGTH) ?? null }
  const data = { orgId, userId, ...client, createdAt: now, lastUsedAt: now }
  const { id } = await tx.session.create({ data, select: { id: true } })
  await rememberAddress(tx, user.email, address)
  return tokensOf(tx, deps, user, id)
}

/** Whoever refreshes a session or takes its tokens away meets here, so that the second finds what the first did. */
export async function lockSession(tx: Tx, orgId: string, sessionId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE org_id = ${orgId}::uuid AND id = ${sessionId}::uuid FOR UPDATE`
}

/** Those sessions of a user that can go on: neither ended nor rested for too long. */
export const liveSessions = ({ orgId, id: userId }: Pick<SessionUser, 'orgId' | 'id'>, now: Date) => ({
  ...{ orgId, userId, revokedAt: null, lastUsedAt: { gt: new Date(now.getTime() - REFRESH_MS) } },
})

/** Ends one session, and with it its access tokens, for good; answers whether it had not ended before. */
export async function endSession(db: Db | Tx, orgId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await db.session.updateMany({ where: { orgId, id, revokedAt: null }, data: { revokedAt: now } })
  return count > 0
}

/** Ends the sessions of a user, all of them unless one is to stay; answers how many there were. */
export async function endSessions(
  tx: Tx,
  { orgId, id: userId }: Pick<SessionUser, 'orgId' | 'id'>,
  now: Date,
  exceptId?: string,
): Promise<number> {
  const others = exceptId === undefined ? {} : { id: { not: exceptId } }
  const where = { orgId, userId, revokedAt: null, ...others }
  return (await tx.session.updateMany({ where, data: { revokedAt: now } })).count
}

/** Ends all sessions of a user, which is written down when there were any; answers how many there were. */
export async function signOut(tx: Tx, ctx: Ctx, user: Pick<SessionUser, 'orgId' | 'id'>): Promise<number> {
  const { orgId, id: targetId } = user
  const ended = await endSessions(tx, user, ctx.deps.clock())
  if (ended > 0) await record(tx, ctx, { orgId, action: 'user.sessions_ended', targetId })
  return ended
}
