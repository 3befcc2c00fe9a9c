import type { User } from '@latchkey/shared/db/generated/client'
import type { Deps } from '../deps.ts'
import type { Session, SessionUser } from './schema.ts'
import { ACCESS_TOKEN_SECONDS } from './tokens.ts'

type SignedIn = Pick<User, 'id' | 'orgId' | 'email' | 'name' | 'status' | 'mustChangePassword'>

export const toSessionUser = ({ id, orgId, email, name, status, mustChangePassword }: SignedIn): SessionUser => ({
  ...{ id, orgId, email, name, status, mustChangePassword },
})

/** The answer to every way of signing in. */
export async function startSession({ tokens }: Deps, user: SignedIn): Promise<Session> {
  const accessToken = await tokens.sign({ userId: user.id, orgId: user.orgId })
  return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS, user: toSessionUser(user) }
}
