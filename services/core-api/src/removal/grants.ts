import type { Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import type { UserCtx } from '../access/context.ts'
import { deleteAssignments } from '../assignments/store.ts'
import { heldOverrides, heldRoles, shownHeldRoles, toOverrides, writeOverrides, writeRoles } from '../roles/store.ts'
import { tidyUser } from './ended.ts'

/**
 * Takes every role, override and assignment of the user, those that have not begun included, by the verbs that take each
 * alone; answers what they were. Call under `lockUser`.
 */
export async function takeGrants(tx: Tx, ctx: UserCtx<'users.write'>) {
  const { orgId, id: userId } = ctx.user
  const holder = { orgId, userId }
  await tidyUser(tx, ctx, holder)
  const now = await readNow(tx)
  const held = await heldRoles(tx, holder, now)
  const overrides = await heldOverrides(tx, holder, now)
  await writeRoles(tx, ctx, { ...holder, held }, { given: new Map(), taken: [...held.keys()] })
  await writeOverrides(tx, ctx, holder, overrides, new Map())
  const assignments = await deleteAssignments(tx, ctx, { orgId, userId })
  return { ...shownHeldRoles(held, now), overrides: toOverrides(overrides), assignments }
}
