import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import type { BuildingCtx, BuildingListCtx, OrgCtx } from '../access/context.ts'
import { deleteAssignments } from '../assignments/store.ts'
import { record } from '../audit/record.ts'
import { changesTo, defined } from '../http/defined.ts'
import { encoderOf } from '../http/encode.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import { Building, type BuildingDetail, type ChangeBuilding, type CreateBuilding } from './schema.ts'
import { countUnits, lockBuilding } from './store.ts'

const stateOf = encoderOf(Building)

/** The buildings the caller may read, in the order of creation. */
export async function listBuildings({ deps, principal, visible }: BuildingListCtx, page: Page) {
  const where = { AND: [{ orgId: principal.orgId, ...afterCursor(page) }, visible] }
  return toPage(await deps.listDb.building.findMany({ where, ...pageOrder(page) }), page, (row) => row)
}

export async function createBuilding(ctx: OrgCtx<'buildings.write'>, input: CreateBuilding): Promise<Building> {
  const orgId = ctx.org.id
  return inTransaction(ctx.deps.db, async (tx) => {
    const after = await tx.building.create({ data: { orgId, ...defined(input) } })
    await record(tx, ctx, { orgId, action: 'building.created', targetId: after.id, after: stateOf(after) })
    return after
  })
}

/** The building with the number of its units, occupied and not. */
export async function getBuilding({ deps, building }: BuildingCtx<'buildings.read'>): Promise<BuildingDetail> {
  return { ...building, units: await countUnits(deps.db, building) }
}

/** Only the members that are given change. @throws DomainError `not_found` when it was deleted meanwhile */
export async function changeBuilding(ctx: BuildingCtx<'buildings.write'>, input: ChangeBuilding): Promise<Building> {
  const { orgId, id } = ctx.building
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockBuilding(tx, ctx.building)
    const where = { orgId_id: { orgId, id } }
    const before = await tx.building.findUniqueOrThrow({ where })
    const changes = changesTo(before, input)
    if (changes === undefined) return before
    const after = await tx.building.update({ where, data: changes })
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
      await lockBuilding(tx, ctx.building)
      await deleteAssignments(tx, ctx, { orgId, buildingId: id })
      const before = stateOf(await tx.building.delete({ where: { orgId_id: { orgId, id } } }))
      await record(tx, ctx, { orgId, action: 'building.deleted', targetId: id, before })
    },
    DELETE_REFUSED,
  )
}
