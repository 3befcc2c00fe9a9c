import type { Tx } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { BuildingCtx, OccupancyCtx } from '../access/context.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import { lockUser } from '../users/locks.ts'
import { personSelect } from '../users/person.ts'
import type { CreateOccupancy, EndOccupancy, Occupancy, OccupancyQuery } from './schema.ts'

const include = { unit: { select: { id: true, label: true } }, resident: personSelect } as const
type Row = Prisma.OccupancyGetPayload<{ include: typeof include }>

const toOccupancy = ({ orgId: _, startAt, endAt, createdAt, updatedAt, ...row }: Row): Occupancy => ({
  ...row,
  startAt: startAt.toISOString(),
  endAt: endAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

const notInFuture = (pointer: string, moment: Date, now: Date): Date => {
  if (moment > now) throw invalid(pointer, 'is in the future')
  return moment
}

/** Who lives or lived in the building, in the order in which it was recorded. */
export async function listOccupancies({ deps, building }: BuildingCtx<'occupancy.read'>, query: OccupancyQuery) {
  const scope = { orgId: building.orgId, buildingId: building.id }
  const where = { ...scope, ...(query.status !== 'ALL' && { status: query.status }), ...afterCursor(query) }
  return toPage(await deps.db.occupancy.findMany({ where, include, ...pageOrder(query) }), query, toOccupancy)
}

interface Start {
  readonly orgId: string
  readonly buildingId: string
  readonly unitId: string
  readonly residentUserId: string
  readonly startAt: Date
}

/** Asked first for a clear answer; the partial unique index has the last word when two ask at once. */
async function assertUnitFree(tx: Tx, { orgId, buildingId, unitId }: Start): Promise<void> {
  const unit = await tx.unit.findUnique({
    where: { orgId_id: { orgId, id: unitId }, buildingId },
    select: { id: true },
  })
  if (unit === null) throw new DomainError('unit_not_in_building')
  const active = await tx.occupancy.findFirst({ where: { orgId, unitId, status: 'ACTIVE' }, select: { id: true } })
  if (active !== null) throw new DomainError('unit_occupied')
}

/** A resident may still be INVITED. */
async function assertMayLive(tx: Tx, { orgId, residentUserId }: Start): Promise<void> {
  const resident = await lockUser(tx, orgId, residentUserId)
  if (resident === undefined) throw new DomainError('user_not_in_org')
  if (resident.status === 'DISABLED') throw new DomainError('user_disabled')
}

/**
 * Starts an ACTIVE occupancy now, or at a moment of the past.
 * @throws DomainError `unit_not_in_building`, `user_not_in_org`, `user_disabled` or `unit_occupied`
 */
export async function createOccupancy(
  { deps, building }: BuildingCtx<'occupancy.write'>,
  { unitId, residentUserId, startAt }: CreateOccupancy,
): Promise<Occupancy> {
  const now = deps.clock()
  const data: Start = {
    ...{ orgId: building.orgId, buildingId: building.id, unitId, residentUserId },
    startAt: startAt === undefined ? now : notInFuture('/startAt', startAt, now),
  }
  return inTransaction(deps.db, async (tx) => {
    await assertMayLive(tx, data)
    await assertUnitFree(tx, data)
    return toOccupancy(await tx.occupancy.create({ data, include }))
  })
}

/**
 * Ends the occupancy now, or at a moment between its start and now. One that has ended stays as it is.
 * @throws DomainError `invalid_request` for a moment outside
 */
export async function endOccupancy(
  { deps, occupancy }: OccupancyCtx<'occupancy.write'>,
  { endAt }: EndOccupancy,
): Promise<Occupancy> {
  const { orgId, id, startAt } = occupancy
  const now = deps.clock()
  if (endAt !== undefined && notInFuture('/endAt', endAt, now) < startAt) throw invalid('/endAt', 'is before startAt')
  // Another replica's clock may have been ahead when it started.
  const end = endAt ?? new Date(Math.max(now.getTime(), startAt.getTime()))
  return inTransaction(deps.db, async (tx) => {
    await lockUser(tx, orgId, occupancy.residentUserId)
    await tx.occupancy.updateMany({ where: { orgId, id, status: 'ACTIVE' }, data: { status: 'ENDED', endAt: end } })
    return toOccupancy(await tx.occupancy.findUniqueOrThrow({ where: { orgId_id: { orgId, id } }, include }))
  })
}
