import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import { assertNoneLacking } from '../access/authority.ts'
import type { AssignmentCtx, BuildingCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { askOnBuilding } from '../access/pep.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import type { Assignment, AssignmentQuery, CreateAssignment } from './schema.ts'
import { deleteAssignments, ensureAssignment, include, keysToAssign } from './store.ts'

/** Who is assigned to the building, in the order of creation. */
export async function listAssignments(
  { deps, building }: BuildingCtx<'building.assignments.read'>,
  query: AssignmentQuery,
) {
  const { type, userId } = query
  const scope = { orgId: building.orgId, buildingId: building.id }
  const where = { ...scope, ...defined({ type, userId }), ...afterCursor(query) }
  return toPage(await deps.db.buildingAssignment.findMany({ where, include, ...pageOrder(query) }), query, (row) => row)
}

/** What the caller lacks of the keys that who gives the type must hold. @throws DomainError `authorization_unavailable` */
async function lackingFor(
  { pep, principal, building }: BuildingCtx<'building.assignments.write'>,
  type: AssignmentTypeName,
): Promise<readonly BuildingPermissionKey[]> {
  const keys = keysToAssign(type)
  if (keys.length === 0) return keys
  const answers = await pep.allows(
    principal,
    keys.map((key) => askOnBuilding(key, building)),
  )
  return keys.filter((_, at) => answers[at] !== true)
}

/**
 * Assigns an ACTIVE user of the org to the building.
 * @throws DomainError `user_not_in_org`, `grant_exceeds_authority` or `assignment_exists`
 */
export async function createAssignment(
  ctx: BuildingCtx<'building.assignments.write'>,
  { userId, type }: CreateAssignment,
): Promise<Assignment> {
  const lacking = await lackingFor(ctx, type)
  return inTransaction(ctx.deps.db, async (tx) => {
    const user = await lockUser(tx, ctx.building.orgId, userId)
    if (user?.status !== 'ACTIVE') throw new DomainError('user_not_in_org')
    assertNoneLacking(lacking)
    const { assignment, created } = await ensureAssignment(tx, ctx, ctx.building, userId, type)
    if (!created) throw new DomainError('assignment_exists')
    return assignment
  })
}

/** Takes the assignment away; one that is gone already is gone. */
export async function deleteAssignment(ctx: AssignmentCtx<'building.assignments.write'>): Promise<void> {
  const { orgId, buildingId, id, userId } = ctx.assignment
  await inTransaction(ctx.deps.db, async (tx) => {
    await lockUser(tx, orgId, userId)
    await deleteAssignments(tx, ctx, { orgId, buildingId, id })
  })
}
