import type { SubjectAccess } from '@latchkey/shared/authz/subject-access'
import type { Ctx } from './context.ts'
import type { OwnedBuilding, OwnedUser } from './owned.ts'
import type { Principal } from './principal.ts'

interface AccessOptions {
  /** The version of the org that the answer must not be older than. */
  readonly orgVersion?: number
  /** The moment ahead of which the answer is; now when it is not said. */
  readonly at?: Date | undefined
  /** With the decision on each building key. */
  readonly explain?: boolean
}

/**
 * What somebody of the org may do in it and in these buildings, at most 200, by one question. A building that authz no
 * longer finds is left out.
 * @throws DomainError `authorization_unavailable`
 */
export const fetchAccess = (
  { deps, requestId }: Pick<Ctx, 'deps' | 'requestId'>,
  { id, authzVersion }: Principal | OwnedUser,
  buildings: readonly OwnedBuilding[],
  options: AccessOptions = {},
): Promise<SubjectAccess> => {
  const { orgVersion: orgAtLeast, at, explain = false } = options
  const context = { atLeast: authzVersion, ...(orgAtLeast !== undefined && { orgAtLeast }) }
  const about = { subject: { type: 'user', id }, context, explain, at: at?.toISOString() } as const
  return deps.authz.subjectAccess({ ...about, buildingIds: buildings.map((one) => one.id) }, { requestId })
}
