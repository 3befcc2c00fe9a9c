import { asDomainError, DELETE_REFUSED } from '@latchkey/shared/db/errors'
import type { Building as Row } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import type { BuildingCtx, BuildingListCtx, OrgCtx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import type { Building, BuildingDetail, ChangeBuilding, CreateBuilding } from './schema.ts'

const toBuilding = ({ id, orgId, name, address, city, country, timezone, createdAt, updatedAt }: Row): Building => ({
  ...{ id, orgId, name, address, city, country, timezone },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

/** The buildings the caller may read, in the order of creation. */
export async function listBuildings({ deps, principal, visible }: BuildingListCtx, page: Page) {
  const where = { AND: [{ orgId: principal.orgId, ...afterCursor(page) }, visible] }
  return toPage(await deps.listDb.building.findMany({ where, ...pageOrder(page) }), page, toBuilding)
}

export async function createBuilding({ deps, org }: OrgCtx<'buildings.write'>, input: CreateBuilding) {
  return toBuilding(await deps.db.building.create({ data: { orgId: org.id, ...defined(input) } }))
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
export async function changeBuilding({ deps, building }: BuildingCtx<'buildings.write'>, input: ChangeBuilding) {
  const { orgId, id } = building
  const changed = deps.db.building.update({ where: { orgId_id: { orgId, id } }, data: defined(input) })
  return toBuilding(await changed.catch(asDomainError))
}

/** Deletes the building with its assignments. @throws DomainError `building_not_empty` while it has units */
export async function deleteBuilding({ deps, building }: BuildingCtx<'buildings.write'>): Promise<void> {
  const { orgId, id } = building
  await inTransaction(
    deps.db,
    async (tx) => {
      // Nothing can be put into the building from here on: an insert needs a lock on this row.
      await tx.$queryRaw`SELECT 1 FROM buildings WHERE org_id = ${orgId}::uuid AND id = ${id}::uuid FOR UPDATE`
      await tx.buildingAssignment.deleteMany({ where: { orgId, buildingId: id } })
      await tx.building.delete({ where: { orgId_id: { orgId, id } } })
    },
    DELETE_REFUSED,
  )
}
