import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { BuildingCtx, OccupancyCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import type { CreateOccupancy, EndOccupancy, Occupancy, OccupancyQuery } from './schema.ts'
import { finishOccupancy, include, notBefore, startOccupancy } from './store.ts'

const notInFuture = (pointer: string, moment: Date, now: Date): Date => {
  if (moment > now) throw invalid(pointer, 'is in the future')
  return moment
}

/** Who lives or lived in the building, in the order in which it was recorded. */
export async function listOccupancies({ deps, building }: BuildingCtx<'occupancy.read'>, query: OccupancyQuery) {
  const scope = { orgId: building.orgId, buildingId: building.id }
  const where = { ...scope, ...(query.status !== 'ALL' && { status: query.status }), ...afterCursor(query) }
  return toPage(await deps.db.occupancy.findMany({ where, include, ...pageOrder(query) }), query, (row) => row)
}

/**
 * Starts an ACTIVE occupancy now, or at a moment of the past. The resident may still be INVITED.
 * @throws DomainError `unit_not_in_building`, `user_not_in_org`, `user_disabled` or `unit_occupied`
 */
export async function createOccupancy(
  ctx: BuildingCtx<'occupancy.write'>,
  { unitId, residentUserId, startAt }: CreateOccupancy,
): Promise<Occupancy> {
  const { orgId, id: buildingId } = ctx.building
  const now = ctx.deps.clock()
  if (startAt !== undefined) notInFuture('/startAt', startAt, now)
  return inTransaction(ctx.deps.db, async (tx) => {
    const resident = await lockUser(tx, orgId, residentUserId)
    if (resident === undefined) throw new DomainError('user_not_in_org')
    if (resident.status === 'DISABLED') throw new DomainError('user_disabled')
    return startOccupancy(tx, ctx, { orgId, buildingId, unitId, residentUserId, startAt, now })
  })
}

/**
 * Ends the occupancy now, or at a moment between its start and now. One that has ended stays as it is.
 * @throws DomainError `invalid_request` for a moment outside
 */
export async function endOccupancy(ctx: OccupancyCtx<'occupancy.write'>, { endAt }: EndOccupancy): Promise<Occupancy> {
  const { orgId, id, startAt, residentUserId } = ctx.occupancy
  const now = ctx.deps.clock()
  if (endAt !== undefined && notInFuture('/endAt', endAt, now) < startAt) throw invalid('/endAt', 'is before startAt')
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockUser(tx, orgId, residentUserId)
    return finishOccupancy(tx, ctx, orgId, id, endAt ?? notBefore(startAt, now))
  })
}
