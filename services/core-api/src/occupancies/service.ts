import type { Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { BuildingCtx, OccupancyCtx } from '../access/context.ts'
import { instantIn } from '../access/instants.ts'
import { lockUser } from '../access/locks.ts'
import { ifMatching } from '../http/if-match.ts'
import { afterId, rowsOf, toPage } from '../http/page.ts'
import { assertUnitOf } from '../units/store.ts'
import { listIn } from './lists.ts'
import { periodOf } from './periods.ts'
import {
  type ChangeOccupancy,
  type CreateOccupancy,
  type EndOccupancy,
  Occupancy,
  type OccupancyQuery,
} from './schema.ts'
import { type Row, shownAt } from './state.ts'
import * as store from './store.ts'

const assertCurrent = ifMatching(Occupancy)

/** Who lives, lived or will live in the building, in the order in which it was recorded. */
export async function listOccupancies({ deps, building }: BuildingCtx<'occupancy.read'>, query: OccupancyQuery) {
  const range = { status: query.status, after: afterId(query), limit: rowsOf(query) }
  return toPage(await listIn(deps.db, building, range), query, (row) => row)
}

/** @throws DomainError `not_found` when it has just gone */
export async function getOccupancy(ctx: OccupancyCtx<'occupancy.read'>): Promise<Occupancy> {
  const { deps, building, occupancy } = ctx
  const [found] = await listIn(deps.db, building, { id: occupancy.id, status: 'ALL', limit: 1 })
  if (found === undefined) throw new DomainError('not_found')
  return found
}

/**
 * Starts an occupancy now, or at a moment of the past, or books one ahead. The resident may still be INVITED.
 * @throws DomainError `unit_not_in_building`, `user_not_in_org`, `user_disabled`, `unit_occupied` or `invalid_request`
 */
export async function createOccupancy(
  ctx: BuildingCtx<'occupancy.write'>,
  { unitId, residentUserId, ...named }: CreateOccupancy,
): Promise<Occupancy> {
  const { orgId, id: buildingId } = ctx.building
  const period = await periodOf(ctx.deps.db, ctx.building, named)
  return inTransaction(ctx.deps.db, async (tx) => {
    const resident = await lockUser(tx, orgId, residentUserId)
    if (resident === undefined) throw new DomainError('user_not_in_org')
    await assertUnitOf(tx, ctx.building, unitId)
    if (resident.status === 'DISABLED') throw new DomainError('user_disabled')
    return store.startOccupancy(tx, ctx, { orgId, buildingId, unitId, residentUserId, ...period })
  })
}

/** The occupancy as it is, under the lock of its resident. @throws what becomes `not_found` when it has gone */
const inLocked = <Result>(
  { deps, occupancy: { orgId, id, residentUserId } }: OccupancyCtx<'occupancy.write'>,
  work: (tx: Tx, row: Row, now: Date) => Promise<Result>,
): Promise<Result> =>
  inTransaction(deps.db, async (tx) => {
    await lockUser(tx, orgId, residentUserId)
    const row = await store.readOccupancy(tx, orgId, id)
    return work(tx, row, await readNow(tx))
  })

const isOther = (one: Date | null, other: Date | null): boolean => one?.getTime() !== other?.getTime()

/**
 * Only what is given changes: the beginning of one that is ahead, the planned end of one that has not ended.
 * @throws DomainError `occupancy_ended`, `occupancy_started`, `unit_occupied` or `invalid_request`
 */
export async function changeOccupancy(
  ctx: OccupancyCtx<'occupancy.write'>,
  named: ChangeOccupancy,
): Promise<Occupancy> {
  const { deps, building } = ctx
  const start = await instantIn(deps.db, building, '/startAt', named.startAt)
  const end = await instantIn(deps.db, building, '/plannedEndAt', named.plannedEndAt)
  return inLocked(ctx, async (tx, row, now) => {
    const before = shownAt(row, now)
    assertCurrent(ctx, before)
    if (before.status === 'ENDED') throw new DomainError('occupancy_ended')
    const [startAt, plannedEndAt] = [start ?? row.startAt, end === undefined ? row.plannedEndAt : end]
    if (isOther(startAt, row.startAt) && before.status === 'ACTIVE') throw new DomainError('occupancy_started')
    if (!isOther(startAt, row.startAt) && !isOther(plannedEndAt, row.plannedEndAt)) return before
    return store.rescheduleOccupancy(tx, ctx, row, { startAt, plannedEndAt })
  })
}

/** Takes back one that is ahead. @throws DomainError `occupancy_started` */
export async function cancelOccupancy(ctx: OccupancyCtx<'occupancy.write'>): Promise<void> {
  await inLocked(ctx, async (tx, row, now) => {
    const before = shownAt(row, now)
    assertCurrent(ctx, before)
    if (before.status !== 'SCHEDULED') throw new DomainError('occupancy_started')
    await store.cancelOccupancy(tx, ctx, row, now)
  })
}

/**
 * Ends the occupancy now, or at a moment from its start on; one that lies ahead becomes its planned end. One that has
 * ended stays as it is.
 * @throws DomainError `invalid_request` for a moment outside, or `unit_occupied` when it would last into another
 */
export async function endOccupancy(ctx: OccupancyCtx<'occupancy.write'>, named: EndOccupancy): Promise<Occupancy> {
  const endAt = await instantIn(ctx.deps.db, ctx.building, '/endAt', named.endAt)
  return inLocked(ctx, async (tx, row, now) => {
    const { startAt } = row
    if (endAt !== undefined && endAt < startAt) throw invalid('/endAt', 'is before startAt')
    const before = shownAt(row, now)
    if (before.status === 'ENDED') return before
    const isAhead = endAt !== undefined && endAt > now
    if (before.status === 'SCHEDULED' && !(isAhead && endAt > startAt)) {
      throw invalid('/endAt', 'is not after startAt, which lies ahead')
    }
    if (isAhead) return store.rescheduleOccupancy(tx, ctx, row, { startAt, plannedEndAt: endAt }, '/endAt')
    return store.finishOccupancy(tx, ctx, row, endAt ?? now, now)
  })
}
