import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Deps } from '../deps.ts'
import type { Principal } from './principal.ts'

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i

const select = {
  id: true,
  orgId: true,
  email: true,
  name: true,
  status: true,
  mustChangePassword: true,
  authzVersion: true,
} as const

/**
 * Who makes the request: the token proves who it is, the user row what holds now.
 * @throws DomainError `unauthorized`, the same for a missing, bad or expired token and a user who is not ACTIVE
 */
export async function authenticate({ db, tokens }: Deps, authorization: string | undefined): Promise<Principal> {
  const token = BEARER.exec(authorization ?? '')?.[1]
  if (token === undefined) throw new DomainError('unauthorized')
  const { userId: id, orgId } = await tokens.verify(token)
  const isKnown = isId(id) && isId(orgId)
  const user = isKnown ? await db.user.findUnique({ where: { orgId_id: { orgId, id } }, select }) : null
  if (user?.status !== 'ACTIVE') throw new DomainError('unauthorized')
  return user
}
