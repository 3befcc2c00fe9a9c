import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Deps } from '../deps.ts'
import { type Caller, findCaller } from './owned.ts'

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i

/**
 * Who makes the request: the token proves who it is, one statement that user and session hold now. It also finds the
 * building that the path names.
 * @throws DomainError `unauthorized`, the same for a missing, bad or expired token, an ended session, and a user who is
 * not ACTIVE
 */
export async function authenticate(
  { db, tokens }: Deps,
  authorization: string | undefined,
  buildingId?: string,
): Promise<Caller> {
  const token = BEARER.exec(authorization ?? '')?.[1]
  if (token === undefined) throw new DomainError('unauthorized')
  const subject = await tokens.verify(token)
  if (![subject.userId, subject.orgId, subject.sessionId].every(isId)) throw new DomainError('unauthorized')
  const caller = await findCaller(db, subject, buildingId)
  if (caller === undefined) throw new DomainError('unauthorized')
  return caller
}
