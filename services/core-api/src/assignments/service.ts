import { readNow } from '@latchkey/shared/db/now'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import { assertNoneLacking, lackingOf } from '../access/authority.ts'
import type { AssignmentCtx, BuildingCtx } from '../access/context.ts'
import { countingAt, heldAt, timesFrom } from '../access/grant-times.ts'
import { timesIn } from '../access/instants.ts'
import { lockUser } from '../access/locks.ts'
import { askOnBuilding } from '../access/pep.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import type { AssignmentQuery, CreateAssignment } from './schema.ts'
import { type AssignmentWrite, deleteAssignments, ensureAssignment, include, keysToAssign } from './store.ts'

/** Who is assigned to the building, in the order of creation. */
export async function listAssignments(
  { deps, building }: BuildingCtx<'building.assignments.read'>,
  query: AssignmentQuery,
) {
  const { type, userId } = query
  const scope = { orgId: building.orgId, buildingId: building.id, ...defined({ type, userId }) }
  const now = await readNow(deps.db)
  const counted = query.include === 'scheduled' ? heldAt(now) : countingAt(now)
  const where = { AND: [scope, counted, afterCursor(query)] }
  return toPage(await deps.db.buildingAssignment.findMany({ where, include, ...pageOrder(query) }), query, (row) => row)
}

/** What the caller holds in the building of the keys that who gives the type must hold. */
async function authorityOver(
  { pep, principal, building, permit }: BuildingCtx<'building.assignments.write'>,
  keys: readonly BuildingPermissionKey[],
) {
  const asked = keys.map((key) => askOnBuilding(key, building))
  const answers = asked.length === 0 ? [] : await pep.permits(principal, asked)
  const held = new Map<BuildingPermissionKey, Date | null>([['building.assignments.write', permit.until]])
  for (const [at, key] of keys.entries()) {
    const permitted = answers[at]
    if (permitted !== undefined) held.set(key, permitted.until)
  }
  return held
}

/**
 * Assigns an ACTIVE user of the org to the building, for good or for a time.
 * @throws DomainError `user_not_in_org`, `invalid_request` for times that cannot be, `grant_exceeds_authority`,
 * `assignment_exists` or `authorization_unavailable`
 */
export async function createAssignment(
  ctx: BuildingCtx<'building.assignments.write'>,
  { userId, type, ...named }: CreateAssignment,
): Promise<AssignmentWrite> {
  const keys = [...new Set<BuildingPermissionKey>(['building.assignments.write', ...keysToAssign(type)])]
  const authority = await authorityOver(ctx, keysToAssign(type))
  const instants = await timesIn(ctx.deps.db, ctx.building, named)
  return inTransaction(ctx.deps.db, async (tx) => {
    const user = await lockUser(tx, ctx.building.orgId, userId)
    if (user?.status !== 'ACTIVE') throw new DomainError('user_not_in_org')
    const { now } = user
    const times = timesFrom(instants, now)
    assertNoneLacking(lackingOf(authority, keys, times.endsAt))
    const write = await ensureAssignment(tx, ctx, { building: ctx.building, userId, type, times, now })
    if (write.change === 'none') throw new DomainError('assignment_exists')
    return write
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
