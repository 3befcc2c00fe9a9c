import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Deps } from '../deps.ts'
import type { Principal } from './principal.ts'

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i

/**
 * Who makes the request: the token proves who it is, one statement that user and session hold now.
 * @throws DomainError `unauthorized`, the same for a missing, bad or expired token, an ended session, and a user who is
 * not ACTIVE
 */
export async function authenticate({ db, tokens }: Deps, authorization: string | undefined): Promise<Principal> {
  const token = BEARER.exec(authorization ?? '')?.[1]
  if (token === undefined) throw new DomainError('unauthorized')
  const { userId, orgId, sessionId } = await tokens.verify(token)
  if (![userId, orgId, sessionId].every(isId)) throw new DomainError('unauthorized')
  const [principal] = await db.$queryRaw<Principal[]>`
    SELECT u.id, u.org_id AS "orgId", u.email, u.name, u.status::text AS status,
           u.must_change_password AS "mustChangePassword", u.authz_version AS "authzVersion", s.id AS "sessionId"
    FROM users u JOIN sessions s ON s.org_id = u.org_id AND s.user_id = u.id
    WHERE u.org_id = ${orgId}::uuid AND u.id = ${userId}::uuid AND s.id = ${sessionId}::uuid
      AND u.status = 'ACTIVE' AND s.revoked_at IS NULL`
  if (principal === undefined) throw new DomainError('unauthorized')
  return principal
}
