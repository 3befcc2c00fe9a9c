import type { UserCtx, UserRoleCtx } from '../access/context.ts'
import type { AssignRoles, UserRoles } from '../users/schema.ts'
import { assertKnownRoles, authorityOf } from './authority.ts'
import { changeRoles, removeRole } from './store.ts'

/**
 * Adds roles to those of the user, or puts them in their place.
 * @throws DomainError `unknown_role`, `grant_exceeds_authority` or `last_admin`
 */
export async function assignRoles(ctx: UserCtx<'roles.assign'>, { roleKeys, mode }: AssignRoles): Promise<UserRoles> {
  const { orgId, id: userId } = ctx.user
  const add = assertKnownRoles(roleKeys, '/roleKeys')
  const change = { orgId, userId, add, replace: mode === 'replace' }
  return { userId, roleKeys: await changeRoles(ctx, await authorityOf(ctx), change) }
}

/** Takes a role away. @throws DomainError `last_admin` */
export const unassignRole = (ctx: UserRoleCtx): Promise<void> =>
  removeRole(ctx, ctx.user.orgId, ctx.user.id, ctx.roleKey)
