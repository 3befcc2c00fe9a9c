import type { Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import type { RoleKey } from '@latchkey/shared/permissions'
import type { UserCtx } from '../access/context.ts'
import { assertKnownRoles, assertWithin, authorityOf, permissionsOfRoles } from './authority.ts'
import { assertAnotherAdmin, lockAdmins, lockUser } from './locks.ts'
import { roleKeysOf } from './read.ts'
import type { AssignRoles, UserRoles } from './schema.ts'

const heldRoles = async (tx: Tx, orgId: string, userId: string): Promise<RoleKey[]> =>
  roleKeysOf(await tx.userRole.findMany({ where: { orgId, userId }, select: { roleKey: true } }))

/** Gives roles; those that are held already stay as they are. */
export async function grantRoles(tx: Tx, orgId: string, userId: string, roleKeys: readonly RoleKey[]): Promise<void> {
  const data = roleKeys.map((roleKey) => ({ orgId, userId, roleKey }))
  await tx.userRole.createMany({ data, skipDuplicates: true })
}

/** Takes roles away. Call under `lockAdmins`. @throws DomainError `last_admin` */
async function revokeRoles(tx: Tx, orgId: string, userId: string, roleKeys: readonly RoleKey[]): Promise<void> {
  if (roleKeys.includes('org_admin')) await assertAnotherAdmin(tx, orgId, userId)
  await tx.userRole.deleteMany({ where: { orgId, userId, roleKey: { in: [...roleKeys] } } })
}

/**
 * Adds roles to those of the user, or puts them in their place.
 * @throws DomainError `unknown_role`, `grant_exceeds_authority` or `last_admin`
 */
export async function assignRoles(ctx: UserCtx<'roles.assign'>, { roleKeys, mode }: AssignRoles): Promise<UserRoles> {
  const { orgId, id: userId } = ctx.user
  const wanted = assertKnownRoles(roleKeys)
  const authority = await authorityOf(ctx)
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockAdmins(tx, orgId)
    await lockUser(tx, orgId, userId)
    const held = await heldRoles(tx, orgId, userId)
    assertWithin(authority, permissionsOfRoles(wanted.filter((key) => !held.includes(key))))
    const surplus = held.filter((key) => !wanted.includes(key))
    if (mode === 'replace') await revokeRoles(tx, orgId, userId, surplus)
    await grantRoles(tx, orgId, userId, wanted)
    return { userId, roleKeys: await heldRoles(tx, orgId, userId) }
  })
}
