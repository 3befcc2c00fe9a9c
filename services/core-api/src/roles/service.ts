import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import { assertWithin, inAuthorityTransaction, permissionsOfRoles } from '../access/authority.ts'
import type { UserCtx, UserRoleCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { assertMayTake, keepingAnAdmin } from './holdings.ts'
import { givenBy, parseOverrides, takenBy, toOverrides } from './overrides.ts'
import type { AssignRoles, Overrides, PermissionList, ReplaceOverrides, RoleList, UserRoles } from './schema.ts'
import {
  assertKnownRoles,
  grantRoles,
  heldKeys,
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
  return inAuthorityTransaction(ctx, async (tx, authority) => {
    await lockUser(tx, orgId, userId)
    const held = await heldRoles(tx, orgId, userId)
    assertWithin(authority, permissionsOfRoles(wanted.filter((key) => !held.includes(key))))
    const surplus = mode === 'replace' ? held.filter((key) => !wanted.includes(key)) : []
    if (surplus.length > 0) assertMayTake(authority, await heldKeys(tx, orgId, userId))
    return keepingAnAdmin(tx, { orgId, userId }, async () => {
      await revokeRoles(tx, ctx, orgId, userId, surplus)
      await grantRoles(tx, ctx, orgId, userId, wanted)
      return { userId, roleKeys: await heldRoles(tx, orgId, userId) }
    })
  })
}

/**
 * Takes one role away; one that is not held is gone already.
 * @throws DomainError `grant_exceeds_authority` or `last_admin`
 */
export async function unassignRole(ctx: UserRoleCtx): Promise<void> {
  const { orgId, id: userId } = ctx.user
  await inAuthorityTransaction(ctx, async (tx, authority) => {
    await lockUser(tx, orgId, userId)
    if (!(await heldRoles(tx, orgId, userId)).includes(ctx.roleKey)) return
    assertMayTake(authority, await heldKeys(tx, orgId, userId))
    await keepingAnAdmin(tx, { orgId, userId }, () => revokeRoles(tx, ctx, orgId, userId, [ctx.roleKey]))
  })
}

export async function getOverrides({ deps, user }: UserCtx<'roles.read'>): Promise<Overrides> {
  return { overrides: await overridesOf(deps.db, user.orgId, user.id) }
}

/**
 * Puts these overrides in the place of all that the user has.
 * @throws DomainError `unknown_permission`, `invalid_request` for a key named twice, `grant_exceeds_authority` or
 * `last_admin`
 */
export async function replaceOverrides(ctx: UserCtx<'roles.assign'>, input: ReplaceOverrides): Promise<Overrides> {
  const { orgId, id: userId } = ctx.user
  const wanted = parseOverrides(input)
  return inAuthorityTransaction(ctx, async (tx, authority) => {
    await lockUser(tx, orgId, userId)
    const held = await heldOverrides(tx, orgId, userId)
    assertWithin(authority, givenBy(held, wanted))
    if (takenBy(held, wanted).length > 0) assertMayTake(authority, await heldKeys(tx, orgId, userId))
    const user = { orgId, userId }
    await keepingAnAdmin(tx, user, () => writeOverrides(tx, ctx, user, held, wanted))
    return { overrides: toOverrides(wanted) }
  })
}
