import type { Prisma } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { AssignmentCtx, BuildingCtx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import { lockUser } from '../users/locks.ts'
import { personSelect } from '../users/person.ts'
import type { Assignment, AssignmentQuery, CreateAssignment } from './schema.ts'

const include = { user: personSelect } as const
type Row = Prisma.BuildingAssignmentGetPayload<{ include: typeof include }>

const toAssignment = ({ id, buildingId, userId, type, createdAt, updatedAt, user }: Row): Assignment => ({
  ...{ id, buildingId, userId, type, user },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

/** Who is assigned to the building, in the order of creation. */
export async function listAssignments(
  { deps, building }: BuildingCtx<'building.assignments.read'>,
  query: AssignmentQuery,
) {
  const { type, userId } = query
  const scope = { orgId: building.orgId, buildingId: building.id }
  const where = { ...scope, ...defined({ type, userId }), ...afterCursor(query) }
  return toPage(await deps.db.buildingAssignment.findMany({ where, include, ...pageOrder(query) }), query, toAssignment)
}

/**
 * Assigns an ACTIVE user of the org to the building.
 * @throws DomainError `user_not_in_org` or `assignment_exists`
 */
export async function createAssignment(
  { deps, building }: BuildingCtx<'building.assignments.write'>,
  { userId, type }: CreateAssignment,
): Promise<Assignment> {
  const { orgId, id: buildingId } = building
  return inTransaction(deps.db, async (tx) => {
    const user = await lockUser(tx, orgId, userId)
    if (user?.status !== 'ACTIVE') throw new DomainError('user_not_in_org')
    return toAssignment(await tx.buildingAssignment.create({ data: { orgId, buildingId, userId, type }, include }))
  })
}

/** Takes the assignment away; one that is gone already is gone. */
export async function deleteAssignment({ deps, assignment }: AssignmentCtx<'building.assignments.write'>) {
  const { orgId, id, userId } = assignment
  await inTransaction(deps.db, async (tx) => {
    await lockUser(tx, orgId, userId)
    await tx.buildingAssignment.deleteMany({ where: { orgId, id } })
  })
}
