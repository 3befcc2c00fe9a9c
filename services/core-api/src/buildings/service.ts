import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingCtx, BuildingListCtx, OrgCtx, SelfCtx } from '../access/context.ts'
import { fetchAccess } from '../access/held.ts'
import { listOwnedBuildings, type OwnedBuilding } from '../access/owned.ts'
import { deleteAssignments } from '../assignments/store.ts'
import { record } from '../audit/record.ts'
import { changesTo, defined } from '../http/defined.ts'
import { encoderOf } from '../http/encode.ts'
import { ifMatching } from '../http/if-match.ts'
import { afterId, rowsOf, toPage } from '../http/page.ts'
import {
  Building,
  BuildingDetail,
  type BuildingQuery,
  type BuildingsQuery,
  type ChangeBuilding,
  type CreateBuilding,
} from './schema.ts'
import * as store from './store.ts'

const stateOf = encoderOf(Building)
const assertCurrent = ifMatching(BuildingDetail)

/** The buildings, each with the keys that hold there for the caller where that is asked for. */
async function included(
  ctx: SelfCtx,
  { include }: BuildingQuery,
  rows: readonly (Building & OwnedBuilding)[],
): Promise<Building[]> {
  if (include === undefined || rows.length === 0) return [...rows]
  const { buildings } = await fetchAccess(ctx, ctx.principal, rows)
  const byId = new Map(buildings.map(({ id, permissionKeys }) => [id, permissionKeys]))
  return rows.map((row) => ({ ...row, permissionKeys: byId.get(row.id) ?? [] }))
}

/** The buildings the caller may read, in the order of creation. */
export async function listBuildings(ctx: BuildingListCtx, query: BuildingsQuery) {
  const { deps, principal, visible } = ctx
  const range = { after: afterId(query), limit: rowsOf(query) }
  const rows = await listOwnedBuildings(deps.db, principal, visible, range)
  const { items, nextCursor } = toPage(rows, query, (row) => row)
  return { items: await included(ctx, query, items), nextCursor }
}

export async function createBuilding(ctx: OrgCtx<'buildings.write'>, input: CreateBuilding): Promise<BuildingDetail> {
  const orgId = ctx.org.id
  return inTransaction(ctx.deps.db, async (tx) => {
    const after = await tx.building.create({ data: { orgId, ...defined(input) } })
    await record(tx, ctx, { orgId, action: 'building.created', targetId: after.id, after: stateOf(after) })
    return { ...after, units: { total: 0, occupied: 0, available: 0 } }
  })
}

/** The building with the number of its units, occupied and not. @throws DomainError `not_found` when it has just gone */
export async function getBuilding(ctx: BuildingCtx<'buildings.read'>, query: BuildingQuery): Promise<BuildingDetail> {
  const { deps, building } = ctx
  const found = await store.findBuilding(deps.db, building)
  if (found === undefined) throw new DomainError('not_found')
  const [row = found] = await included(ctx, query, [{ ...building, ...found }])
  return { ...found, ...row }
}

/** Only the members that are given change. @throws DomainError `not_found` when it was deleted meanwhile */
export async function changeBuilding(
  ctx: BuildingCtx<'buildings.write'>,
  input: ChangeBuilding,
): Promise<BuildingDetail> {
  const { orgId, id } = ctx.building
  return inTransaction(ctx.deps.db, async (tx) => {
    await store.lockBuilding(tx, ctx.building)
    const where = { orgId_id: { orgId, id } }
    const before = await store.readBuilding(tx, ctx.building)
    assertCurrent(ctx, before)
    const changes = changesTo(before, input)
    if (changes === undefined) return before
    const after = { ...before, ...(await tx.building.update({ where, data: changes })) }
    const states = { before: stateOf(before), after: stateOf(after) }
    await record(tx, ctx, { orgId, action: 'building.changed', targetId: id, ...states })
    return after
  })
}

/** Deletes the building with its assignments. @throws DomainError `building_not_empty` while it has units */
export async function deleteBuilding(ctx: BuildingCtx<'buildings.write'>): Promise<void> {
  const { orgId, id } = ctx.building
  await inTransaction(
    ctx.deps.db,
    async (tx) => {
      await store.lockBuilding(tx, ctx.building)
      assertCurrent(ctx, await store.readBuilding(tx, ctx.building))
      await deleteAssignments(tx, ctx, { orgId, buildingId: id })
      const before = stateOf(await tx.building.delete({ where: { orgId_id: { orgId, id } } }))
      await record(tx, ctx, { orgId, action: 'building.deleted', targetId: id, before })
    },
    DELETE_REFUSED,
  )
}
