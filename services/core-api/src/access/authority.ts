import { DomainError } from '@latchkey/shared/errors'
import { type PermissionKey, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { fetchAbility, globalPermissions } from './ability.ts'
import type { SelfCtx } from './context.ts'
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
