import { inTransaction } from '@latchkey/shared/db/transaction'
import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import { assertWithin, authorityOf, permissionsOfRoles } from '../access/authority.ts'
import type { UserCtx, UserRoleCtx } from '../access/context.ts'
import { lockOrg, lockUser } from '../access/locks.ts'
import { givenBy, parseOverrides, toOverrides } from './overrides.ts'
import type { AssignRoles, Overrides, PermissionList, ReplaceOverrides, RoleList, UserRoles } from './schema.ts'
import {
  assertKnownRoles,
  grantRoles,
  heldOverrides,
  heldRoles,
  overridesOf,
  revokeRoles,
  writeOverrides,
} from './store.ts'

/** Every role and what it holds. */
export const listRoles = (): RoleList => ({
  items: ROLE_KEYS.map((key) => ({ key, ...ROLES[key], permissionKeys: [...ROLES[key].permissionKeys] })),
})

/** Every permission key and what it is asked on. */
export const listPermissions = (): PermissionList => ({
  items: PERMISSION_KEYS.map((key) => ({ key, ...PERMISSIONS[key] })),
})

/**
 * Adds roles to those of the user, or puts them in their place.
 * @throws DomainError `unknown_role`, `grant_exceeds_authority` or `last_admin`
 */
export async function assignRoles(ctx: UserCtx<'roles.assign'>, { roleKeys, mode }: AssignRoles): Promise<UserRoles> {
  const { orgId, id: userId } = ctx.user
  const wanted = assertKnownRoles(roleKeys, '/roleKeys')
  const authority = await authorityOf(ctx)
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockOrg(tx, orgId)
    await lockUser(tx, orgId, userId)
    const held = await heldRoles(tx, orgId, userId)
    assertWithin(authority, permissionsOfRoles(wanted.filter((key) => !held.includes(key))))
    const surplus = held.filter((key) => !wanted.includes(key))
    if (mode === 'replace') await revokeRoles(tx, ctx, orgId, userId, surplus)
    await grantRoles(tx, ctx, orgId, userId, wanted)
    return { userId, roleKeys: await heldRoles(tx, orgId, userId) }
  })
}

/** Takes one role away; one that is not held is gone already. @throws DomainError `last_admin` */
export async function unassignRole(ctx: UserRoleCtx): Promise<void> {
  const { orgId, id: userId } = ctx.user
  await inTransaction(ctx.deps.db, async (tx) => {
    await lockOrg(tx, orgId)
    await lockUser(tx, orgId, userId)
    await revokeRoles(tx, ctx, orgId, userId, [ctx.roleKey])
  })
}

export async function getOverrides({ deps, user }: UserCtx<'roles.read'>): Promise<Overrides> {
  return { overrides: await overridesOf(deps.db, user.orgId, user.id) }
}

/**
 * Puts these overrides in the place of all that the user has.
 * @throws DomainError `unknown_permission`, `invalid_request` for a key named twice, or `grant_exceeds_authority`
 */
export async function replaceOverrides(ctx: UserCtx<'roles.assign'>, input: ReplaceOverrides): Promise<Overrides> {
  const { orgId, id: userId } = ctx.user
  const wanted = parseOverrides(input)
  const authority = await authorityOf(ctx)
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockUser(tx, orgId, userId)
    const held = await heldOverrides(tx, orgId, userId)
    assertWithin(authority, givenBy(held, wanted))
    await writeOverrides(tx, ctx, { orgId, userId }, held, wanted)
    return { overrides: toOverrides(wanted) }
  })
}
