import type { Prisma } from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { verifyPassword } from './passwords.ts'
import type { Login, Session } from './schema.ts'
import { startSession } from './session.ts'

const include = { org: { select: { slug: true, name: true } } } as const
type Candidate = Prisma.UserGetPayload<{ include: typeof include }>

/** The users whose password it is: one after the other, so that a sign-in never takes more than one core. */
async function matching(candidates: readonly Candidate[], password: string): Promise<Candidate[]> {
  const matches: Candidate[] = []
  for (const candidate of candidates) {
    if (await verifyPassword(candidate.passwordHash, password)) matches.push(candidate)
  }
  // An unknown email must take the time of a known one.
  if (candidates.length === 0) await verifyPassword(null, password)
  return matches
}

/**
 * Signs in. The same email may stand in several orgs; without `org` the password tells which is meant.
 * @throws DomainError `invalid_credentials`, or `organization_selection_required` with the orgs it could be
 */
export async function login({ deps }: Ctx, { email, password, org }: Login): Promise<Session> {
  const inOrg = defined({ org: org === undefined ? undefined : { slug: org } })
  const candidates = await deps.db.user.findMany({ where: { email, ...inOrg }, include, orderBy: { orgId: 'asc' } })
  const matches = (await matching(candidates, password)).filter(({ status }) => status === 'ACTIVE')
  const [user] = matches
  if (user === undefined) throw new DomainError('invalid_credentials')
  if (matches.length > 1) {
    throw new DomainError('organization_selection_required', { organizations: matches.map((match) => match.org) })
  }
  return startSession(deps, user)
}
