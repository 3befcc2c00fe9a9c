import type { SubjectAccess } from '@latchkey/shared/authz/subject-access'
import type { Ctx } from './context.ts'
import type { OwnedBuilding, OwnedUser } from './owned.ts'
import type { Principal } from './principal.ts'

/**
 * What somebody of the org may do in it and in these buildings, at most 200, by one question. A building that authz no
 * longer finds is left out.
 * @throws DomainError `authorization_unavailable`
 */
export const fetchAccess = (
  { deps, requestId }: Pick<Ctx, 'deps' | 'requestId'>,
  { id, authzVersion }: Principal | OwnedUser,
  buildings: readonly OwnedBuilding[],
): Promise<SubjectAccess> => {
  const about = { subject: { type: 'user', id }, context: { atLeast: authzVersion } } as const
  return deps.authz.subjectAccess({ ...about, buildingIds: buildings.map((one) => one.id) }, { requestId })
}
