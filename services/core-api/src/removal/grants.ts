import type { Tx } from '@latchkey/shared/db/client'
import type { UserCtx } from '../access/context.ts'
import { deleteAssignments } from '../assignments/store.ts'
import { heldOverrides, heldRoles, revokeRoles, toOverrides, writeOverrides } from '../roles/store.ts'

/**
 * Takes every role, override and assignment of the user, by the verbs that take each alone; answers what they were. Call
 * under `lockUser`.
 */
export async function takeGrants(tx: Tx, ctx: UserCtx<'users.write'>) {
  const { orgId, id: userId } = ctx.user
  const roleKeys = await heldRoles(tx, orgId, userId)
  const overrides = await heldOverrides(tx, orgId, userId)
  await revokeRoles(tx, ctx, orgId, userId, roleKeys)
  await writeOverrides(tx, ctx, { orgId, userId }, overrides, new Map())
  const assignments = await deleteAssignments(tx, ctx, { orgId, userId })
  return { roleKeys, overrides: toOverrides(overrides), assignments }
}
