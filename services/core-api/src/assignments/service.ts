import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { AssignmentCtx, BuildingCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import type { Assignment, CreateAssignment } from './schema.ts'
import { ensureAssignment, withdrawAssignment } from './store.ts'

/**
 * Assigns an ACTIVE user of the org to the building.
 * @throws DomainError `user_not_in_org` or `assignment_exists`
 */
export async function createAssignment(
  ctx: BuildingCtx<'building.assignments.write'>,
  { userId, type }: CreateAssignment,
): Promise<Assignment> {
  return inTransaction(ctx.deps.db, async (tx) => {
    const user = await lockUser(tx, ctx.building.orgId, userId)
    if (user?.status !== 'ACTIVE') throw new DomainError('user_not_in_org')
    const { assignment, created } = await ensureAssignment(tx, ctx, ctx.building, userId, type)
    if (!created) throw new DomainError('assignment_exists')
    return assignment
  })
}

/** Takes the assignment away; one that is gone already is gone. */
export async function deleteAssignment(ctx: AssignmentCtx<'building.assignments.write'>): Promise<void> {
  const { orgId, id, userId } = ctx.assignment
  await inTransaction(ctx.deps.db, async (tx) => {
    await lockUser(tx, orgId, userId)
    await withdrawAssignment(tx, ctx, orgId, id)
  })
}
