import { onBehalfOf } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { SIGN_IN_FAILURES } from '@latchkey/shared/metrics/catalogue'
import type { Ctx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { defined } from '../http/defined.ts'
import type { Session } from '../sessions/schema.ts'
import { startSession } from '../sessions/store.ts'
import { hasEnded } from './own-password.ts'
import type { Login } from './schema.ts'

const include = { org: { select: { slug: true, name: true } } } as const
type Candidate = Prisma.UserGetPayload<{ include: typeof include }>

/** The ACTIVE users whose password it is and has not ended. */
async function matching({ deps }: Ctx, candidates: readonly Candidate[], { email, password }: Login) {
  const matches: Candidate[] = []
  for (const candidate of candidates) {
    if (await deps.passwords.verify(email, candidate.passwordHash, password)) matches.push(candidate)
  }
  // An unknown email must take the time of a known one.
  if (candidates.length === 0) await deps.passwords.verify(email, null, password)
  const now = deps.clock()
  return matches.filter((match) => match.status === 'ACTIVE' && !hasEnded(match, now))
}

/** Each org learns of failed sign-ins to its own users; an email nobody has belongs to none. */
async function recordFailure(ctx: Ctx, candidates: readonly Candidate[]): Promise<void> {
  for (const { orgId, id } of candidates) {
    await inTransaction(onBehalfOf(ctx.deps.db, orgId), (tx) =>
      record(tx, ctx, { orgId, action: 'user.sign_in_failed', targetId: id }),
    )
  }
}

async function signIn(ctx: Ctx, credentials: Login): Promise<Session> {
  const { db } = ctx.deps
  const { email, org } = credentials
  const inOrg = defined({ org: org === undefined ? undefined : { slug: org } })
  const candidates = await db.user.findMany({ where: { email, ...inOrg }, include, orderBy: { orgId: 'asc' } })
  const matches = await matching(ctx, candidates, credentials)
  const [user] = matches
  if (user === undefined) {
    await recordFailure(ctx, candidates)
    throw new DomainError('invalid_credentials')
  }
  if (matches.length > 1) {
    throw new DomainError('organization_selection_required', { organizations: matches.map((match) => match.org) })
  }
  return inTransaction(onBehalfOf(db, user.orgId), async (tx) => {
    const now = await lockUser(tx, user.orgId, user.id)
    // The user was disabled or got another password since the check: a session begun now would outlive that.
    if (now?.status !== 'ACTIVE' || now.passwordHash !== user.passwordHash) throw new DomainError('invalid_credentials')
    return startSession(tx, ctx, user)
  })
}

const countFailure = ({ deps: { metrics } }: Ctx, error: unknown): void => {
  const code = error instanceof DomainError ? error.code : undefined
  const reason = SIGN_IN_FAILURES.find((one) => one === code)
  if (reason !== undefined) metrics.counter('latchkey_sign_in_failures_total', { reason }).value += 1
}

/**
 * Signs in. The same email may stand in several orgs; without `org` the password tells which is meant.
 * @throws DomainError `invalid_credentials`, `too_many_attempts`, `unavailable`, or `organization_selection_required`
 * with the orgs it could be
 */
export async function login(ctx: Ctx, credentials: Login): Promise<Session> {
  const attempt = { kind: 'sign-in', account: credentials.email, failure: 'invalid_credentials' } as const
  try {
    return await ctx.attempt(attempt, () => signIn(ctx, credentials))
  } catch (error) {
    countFailure(ctx, error)
    throw error
  }
}
