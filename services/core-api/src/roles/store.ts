import type { Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { RoleKey } from '@latchkey/shared/permissions'
import type { Ctx } from '../access/context.ts'
import { assertAnotherAdmin, lockAdmins, lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { roleKeysOf } from '../users/store.ts'
import { type Authority, assertWithin, permissionsOfRoles } from './authority.ts'

type Recorder = Pick<Ctx, 'actor' | 'requestId'>

export const heldRoles = async (tx: Tx, orgId: string, userId: string): Promise<RoleKey[]> =>
  roleKeysOf(await tx.userRole.findMany({ where: { orgId, userId }, select: { roleKey: true } }))

async function recordChange(tx: Tx, ctx: Recorder, orgId: string, userId: string, before: readonly RoleKey[]) {
  const after = await heldRoles(tx, orgId, userId)
  const states = { before: { roleKeys: [...before] }, after: { roleKeys: after } }
  await record(tx, ctx, { orgId, action: 'user.roles_changed', targetId: userId, ...states })
}

/** Gives roles; those that are held stay as they are. Call with the user's row locked, or just written. */
export async function grantRoles(tx: Tx, ctx: Recorder, orgId: string, userId: string, roleKeys: readonly RoleKey[]) {
  const before = await heldRoles(tx, orgId, userId)
  const missing = roleKeys.filter((key) => !before.includes(key))
  if (missing.length === 0) return
  await tx.userRole.createMany({ data: missing.map((roleKey) => ({ orgId, userId, roleKey })) })
  await recordChange(tx, ctx, orgId, userId, before)
}

/** Takes roles away. Call under `lockAdmins`. @throws DomainError `last_admin` */
async function revokeRoles(tx: Tx, ctx: Recorder, orgId: string, userId: string, roleKeys: readonly RoleKey[]) {
  const before = await heldRoles(tx, orgId, userId)
  const surplus = roleKeys.filter((key) => before.includes(key))
  if (surplus.length === 0) return
  if (surplus.includes('org_admin')) await assertAnotherAdmin(tx, orgId, userId)
  await tx.userRole.deleteMany({ where: { orgId, userId, roleKey: { in: surplus } } })
  await recordChange(tx, ctx, orgId, userId, before)
}

export interface RoleChange {
  readonly orgId: string
  readonly userId: string
  readonly add: readonly RoleKey[]
  /** Every role that is held but not added goes too. */
  readonly replace: boolean
}

/**
 * Changes the roles of a user within the authority of the caller, and answers those held afterwards.
 * @throws DomainError `grant_exceeds_authority` or `last_admin`
 */
export const changeRoles = ({ deps, ...recorder }: Ctx, authority: Authority, change: RoleChange): Promise<RoleKey[]> =>
  inTransaction(deps.db, async (tx) => {
    const { orgId, userId, add, replace } = change
    await lockAdmins(tx, orgId)
    await lockUser(tx, orgId, userId)
    const held = await heldRoles(tx, orgId, userId)
    assertWithin(authority, permissionsOfRoles(add.filter((key) => !held.includes(key))))
    const surplus = held.filter((key) => !add.includes(key))
    if (replace) await revokeRoles(tx, recorder, orgId, userId, surplus)
    await grantRoles(tx, recorder, orgId, userId, add)
    return heldRoles(tx, orgId, userId)
  })

/** Takes one role away; one that is not held is gone already. @throws DomainError `last_admin` or `not_found` */
export const removeRole = (ctx: Ctx, orgId: string, userId: string, roleKey: RoleKey): Promise<void> =>
  inTransaction(ctx.deps.db, async (tx) => {
    await lockAdmins(tx, orgId)
    if ((await lockUser(tx, orgId, userId)) === undefined) throw new DomainError('not_found')
    await revokeRoles(tx, ctx, orgId, userId, [roleKey])
  })
