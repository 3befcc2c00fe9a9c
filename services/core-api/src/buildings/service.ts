import type { Tx } from '@latchkey/shared/db/client'
import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import type { Building as Row } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import type { BuildingCtx, BuildingListCtx, OrgCtx } from '../access/context.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import { withdrawAssignments } from '../assignments/store.ts'
import { record } from '../audit/record.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import type { Building, BuildingDetail, ChangeBuilding, CreateBuilding } from './schema.ts'

const toBuilding = ({ id, orgId, name, address, city, country, timezone, createdAt, updatedAt }: Row): Building => ({
  ...{ id, orgId, name, address, city, country, timezone },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

/** Nothing can be put into the building from here on: an insert needs a lock on this row. */
async function lockBuilding(tx: Tx, { orgId, id }: OwnedBuilding): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM buildings WHERE org_id = ${orgId}::uuid AND id = ${id}::uuid FOR UPDATE`
}

/** The buildings the caller may read, in the order of creation. */
export async function listBuildings({ deps, principal, visible }: BuildingListCtx, page: Page) {
  const where = { AND: [{ orgId: principal.orgId, ...afterCursor(page) }, visible] }
  return toPage(await deps.listDb.building.findMany({ where, ...pageOrder(page) }), page, toBuilding)
}

export async function createBuilding(ctx: OrgCtx<'buildings.write'>, input: CreateBuilding): Promise<Building> {
  const orgId = ctx.org.id
  return inTransaction(ctx.deps.db, async (tx) => {
    const after = toBuilding(await tx.building.create({ data: { orgId, ...defined(input) } }))
    await record(tx, ctx, { orgId, action: 'building.created', targetId: after.id, after })
    return after
  })
}

/** The building with the number of its units, occupied and not. */
export async function getBuilding({ deps, building }: BuildingCtx<'buildings.read'>): Promise<BuildingDetail> {
  const where = { orgId: building.orgId, buildingId: building.id }
  // An occupied unit has exactly one ACTIVE occupancy: the database holds that.
  const [total, occupied] = await deps.db.$transaction([
    deps.db.unit.count({ where }),
    deps.db.occupancy.count({ where: { ...where, status: 'ACTIVE' } }),
  ])
  return { ...toBuilding(building), units: { total, occupied, available: total - occupied } }
}

/** Only the members that are given change. @throws DomainError `not_found` when it was deleted meanwhile */
export async function changeBuilding(ctx: BuildingCtx<'buildings.write'>, input: ChangeBuilding): Promise<Building> {
  const { orgId, id } = ctx.building
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockBuilding(tx, ctx.building)
    const where = { orgId_id: { orgId, id } }
    const before = toBuilding(await tx.building.findUniqueOrThrow({ where }))
    const after = toBuilding(await tx.building.update({ where, data: defined(input) }))
    await record(tx, ctx, { orgId, action: 'building.changed', targetId: id, before, after })
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
      await withdrawAssignments(tx, ctx, ctx.building)
      const before = toBuilding(await tx.building.delete({ where: { orgId_id: { orgId, id } } }))
      await record(tx, ctx, { orgId, action: 'building.deleted', targetId: id, before })
    },
    DELETE_REFUSED,
  )
}
