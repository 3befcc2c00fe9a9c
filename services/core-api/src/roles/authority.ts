import { DomainError } from '@latchkey/shared/errors'
import { isRoleKey, type PermissionKey, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { abilityOf, globalPermissions } from '../access/ability.ts'
import type { SelfCtx } from '../access/context.ts'
import { ownOrg } from '../access/owned.ts'
import { type Ask, askGlobal, askOnOrg } from '../access/pep.ts'

/** What somebody may hand on: the own effective global permissions. */
export type Authority = ReadonlySet<PermissionKey>

/** Without repetitions. @throws DomainError `unknown_role` that points at each unknown key below `pointer` */
export function assertKnownRoles(roleKeys: readonly string[], pointer: string): RoleKey[] {
  const unknown = roleKeys.flatMap((key, index) => (isRoleKey(key) ? [] : [{ key, index }]))
  if (unknown.length === 0) return [...new Set(roleKeys.filter(isRoleKey))]
  const errors = unknown.map(({ key, index }) => ({ pointer: `${pointer}/${index}`, message: `unknown role ${key}` }))
  throw new DomainError('unknown_role', { errors })
}

export const permissionsOfRoles = (roleKeys: readonly RoleKey[]): PermissionKey[] =>
  roleKeys.flatMap((key) => [...ROLES[key].permissionKeys])

/**
 * Asks for the right to give roles, for each permission they hold, and for whatever else, by one request.
 * @throws DomainError `authorization_unavailable`
 */
export async function askToGrant(ctx: SelfCtx, roleKeys: readonly RoleKey[], others: readonly Ask[]) {
  const { pep, principal } = ctx
  const org = ownOrg(principal)
  const keys = [...new Set(permissionsOfRoles(roleKeys))]
  const asked = [askOnOrg('roles.assign', org), ...keys.map((key) => askGlobal(key, org)), ...others]
  const [mayAssign, ...answers] = await pep.allows(principal, asked)
  const authority: Authority = new Set(keys.filter((_, index) => answers[index] === true))
  return { mayAssign: mayAssign === true, authority, others: answers.slice(keys.length) }
}

/** The caller's authority at this moment. @throws DomainError `authorization_unavailable` */
export const authorityOf = async ({ deps, principal, requestId }: SelfCtx): Promise<Authority> =>
  globalPermissions(await abilityOf(deps, principal, requestId), principal)

/** Nobody grants more than they hold themselves. @throws DomainError `grant_exceeds_authority` */
export function assertWithin(authority: Authority, granted: readonly PermissionKey[]): void {
  const beyond = [...new Set(granted)].filter((key) => !authority.has(key))
  if (beyond.length === 0) return
  throw new DomainError('grant_exceeds_authority', { detail: `You do not hold ${beyond.join(', ')} yourself` })
}
