import type { Tx } from '@latchkey/shared/db/client'
import type { ErrorOfConstraint } from '@latchkey/shared/db/errors'
import { inPreparedTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { type PermissionKey, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { fetchAbility, globalPermissions } from './ability.ts'
import type { SelfCtx } from './context.ts'
import { lockOrg } from './locks.ts'
import { ownOrg } from './owned.ts'
import { type Ask, askOnOrg } from './pep.ts'

/** What the caller may hand on: all of the own effective global permissions. */
export type Authority = ReadonlySet<PermissionKey>

/** The caller's authority at this moment. @throws DomainError `authorization_unavailable` */
export const authorityOf = async ({ deps, principal, requestId }: SelfCtx): Promise<Authority> =>
  globalPermissions(await fetchAbility(deps, principal, requestId), principal)

/** What somebody with these roles is permitted, each key once. */
export const permissionsOfRoles = (roleKeys: readonly RoleKey[]): PermissionKey[] => [
  ...new Set(roleKeys.flatMap((key) => ROLES[key].permissionKeys)),
]

/**
 * Asks for the right to give roles, for each permission they hold, and for whatever else, by one request. `lacking` are
 * the permissions of the roles that the caller does not hold.
 * @throws DomainError `authorization_unavailable`
 */
export async function askToGrant({ pep, principal }: SelfCtx, roleKeys: readonly RoleKey[], others: readonly Ask[]) {
  const org = ownOrg(principal)
  const keys = permissionsOfRoles(roleKeys)
  const asked = [askOnOrg('roles.assign', org), ...keys.map((key) => askOnOrg(key, org)), ...others]
  const [mayAssign, ...answers] = await pep.allows(principal, asked)
  const lacking = keys.filter((_, index) => answers[index] !== true)
  return { mayAssign: mayAssign === true, lacking, others: answers.slice(keys.length) }
}

/** Nobody grants more than they hold themselves. @throws DomainError `grant_exceeds_authority` */
export function assertNoneLacking(lacking: readonly PermissionKey[]): void {
  if (lacking.length === 0) return
  throw new DomainError('grant_exceeds_authority', { detail: `You do not hold ${lacking.join(', ')} yourself` })
}

/** @throws DomainError `grant_exceeds_authority` when a permission that is granted is not the caller's */
export const assertWithin = (authority: Authority, granted: readonly PermissionKey[]): void =>
  assertNoneLacking(granted.filter((key) => !authority.has(key)))

/** The caller's grants have changed since the authority was asked for: it must be asked for again. */
class AuthorityOutdated extends Error {
  override readonly name = 'AuthorityOutdated'
}

const readVersion = async (db: Tx, { orgId, id }: SelfCtx['principal']): Promise<number> => {
  const where = { orgId_id: { orgId, id } }
  return (await db.user.findUniqueOrThrow({ where, select: { authzVersion: true } })).authzVersion
}

/**
 * Works in a transaction on the authority that the caller has in it: under the org's lock, which whoever takes rights
 * away holds, the caller is still of the version that authz was asked for.
 * @throws DomainError `authorization_unavailable`, that of a refused constraint, or `unavailable`
 */
export function inAuthorityTransaction<Result>(
  ctx: SelfCtx,
  work: (tx: Tx, authority: Authority) => Promise<Result>,
  refused?: ErrorOfConstraint,
): Promise<Result> {
  const { deps, principal, requestId } = ctx
  const prepare = async () => {
    const version = await readVersion(deps.db, principal)
    const ability = await fetchAbility(deps, { ...principal, authzVersion: version }, requestId)
    return { version, authority: globalPermissions(ability, principal) }
  }
  const run = async (tx: Tx, { version, authority }: Awaited<ReturnType<typeof prepare>>) => {
    await lockOrg(tx, principal.orgId)
    if ((await readVersion(tx, principal)) !== version) throw new AuthorityOutdated()
    return work(tx, authority)
  }
  const retryOn = (error: unknown) => error instanceof AuthorityOutdated
  return inPreparedTransaction(deps.db, prepare, run, { retryOn, ...(refused && { refused }) })
}
