import { readNow } from '@latchkey/shared/db/now'
import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import { assertNoneLacking, inAuthorityTransaction, keysToGive, lackingOf } from '../access/authority.ts'
import type { UserCtx, UserRoleCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { continued, isAnyCut, isGift, rolesFrom, wantedRoles } from './grants.ts'
import { assertMayTake, keepingAnAdmin } from './holdings.ts'
import { countingOverrides, givenBy, parseOverrides, takenBy, toOverrides } from './overrides.ts'
import type {
  AssignRoles,
  Overrides,
  OverridesQuery,
  PermissionList,
  ReplaceOverrides,
  RoleList,
  UserRoles,
} from './schema.ts'
import { heldKeys, heldOverrides, heldRoles, shownHeldRoles, writeOverrides, writeRoles } from './store.ts'

/** Every role and what it holds. */
export const listRoles = (): RoleList => ({
  items: ROLE_KEYS.map((key) => ({ key, ...ROLES[key], permissionKeys: [...ROLES[key].permissionKeys] })),
})

/** Every permission key and what it is asked on. */
export const listPermissions = (): PermissionList => ({
  items: PERMISSION_KEYS.map((key) => ({ key, ...PERMISSIONS[key] })),
})

/**
 * Adds roles to those of the user, or puts them in their place. New times replace those that a role had: what is cut
 * short by them counts as taken.
 * @throws DomainError `unknown_role`, `invalid_request` for times that cannot be, `grant_exceeds_authority` or
 * `last_admin`
 */
export async function assignRoles(ctx: UserCtx<'roles.assign'>, input: AssignRoles): Promise<UserRoles> {
  const { orgId, id: userId } = ctx.user
  const wanted = wantedRoles(input)
  return inAuthorityTransaction(ctx, async (tx, authority) => {
    await lockUser(tx, orgId, userId)
    const now = await readNow(tx)
    const held = await heldRoles(tx, { orgId, userId }, now)
    const given = continued(held, rolesFrom(wanted, now), now)
    const gifts = [...given].filter(([key, times]) => isGift(held.get(key), times, now))
    assertNoneLacking(gifts.flatMap(([key, { endsAt }]) => lackingOf(authority, keysToGive(key), endsAt)))
    const taken = input.mode === 'replace' ? [...held.keys()].filter((key) => !wanted.has(key)) : []
    if (taken.length > 0 || isAnyCut(held, given, now))
      assertMayTake(authority, await heldKeys(tx, { orgId, userId }, now))
    return keepingAnAdmin(tx, { orgId, userId }, async () => {
      const after = await writeRoles(tx, ctx, { orgId, userId, held }, { given, taken })
      return { userId, ...shownHeldRoles(after, now) }
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
    const now = await readNow(tx)
    const held = await heldRoles(tx, { orgId, userId }, now)
    if (!held.has(ctx.roleKey)) return
    assertMayTake(authority, await heldKeys(tx, { orgId, userId }, now))
    const taken = [ctx.roleKey]
    await keepingAnAdmin(tx, { orgId, userId }, () =>
      writeRoles(tx, ctx, { orgId, userId, held }, { given: new Map(), taken }),
    )
  })
}

/** The overrides that count, and those that have not begun where they are asked for. */
export async function getOverrides(
  { deps, user }: UserCtx<'roles.read'>,
  { include }: OverridesQuery,
): Promise<Overrides> {
  const now = await readNow(deps.db)
  const held = await heldOverrides(deps.db, { orgId: user.orgId, userId: user.id }, now)
  return { overrides: toOverrides(include === 'scheduled' ? held : countingOverrides(held, now)) }
}

/**
 * Puts these overrides in the place of all that the user has; answers all, what has not begun included.
 * @throws DomainError `unknown_permission`, `invalid_request` for a key named twice or for times that cannot be,
 * `grant_exceeds_authority` or `last_admin`
 */
export async function replaceOverrides(ctx: UserCtx<'roles.assign'>, input: ReplaceOverrides): Promise<Overrides> {
  const { orgId, id: userId } = ctx.user
  const user = { orgId, userId }
  return inAuthorityTransaction(ctx, async (tx, authority) => {
    await lockUser(tx, orgId, userId)
    const now = await readNow(tx)
    const held = await heldOverrides(tx, user, now)
    const wanted = parseOverrides(input, now, held)
    const lacking = givenBy(held, wanted, now).flatMap(({ key, endsAt }) =>
      // What is no grant has no end to be outlasted.
      endsAt === undefined ? lackingOf(authority, [key]) : lackingOf(authority, ['roles.assign', key], endsAt),
    )
    assertNoneLacking(lacking)
    if (takenBy(held, wanted, now).length > 0) assertMayTake(authority, await heldKeys(tx, user, now))
    await keepingAnAdmin(tx, user, () => writeOverrides(tx, ctx, user, held, wanted))
    return { overrides: toOverrides(wanted) }
  })
}
