import type { Prisma } from '@latchkey/shared/db/generated/client'
import type { BuildingCtx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import { personSelect } from '../users/store.ts'
import type { Assignment, AssignmentQuery } from './schema.ts'

export const include = { user: personSelect } as const
type Row = Prisma.BuildingAssignmentGetPayload<{ include: typeof include }>

export const toAssignment = ({ id, buildingId, userId, type, createdAt, updatedAt, user }: Row): Assignment => ({
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
