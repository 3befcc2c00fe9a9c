import { asDomainError, DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingCtx, UnitCtx } from '../access/context.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import type { Deps } from '../deps.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, afterId, type Page, pageOrder, toPage } from '../http/page.ts'
import { findUnits, type UnitRow } from './queries.ts'
import type { ChangeUnit, CreateUnit, Unit, UnitQuery } from './schema.ts'

const toUnit = ({ id, buildingId, label, floor, notes, available, createdAt, updatedAt }: UnitRow): Unit => ({
  ...{ id, buildingId, label, floor, notes, available },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

const readUnit = async ({ db }: Deps, building: OwnedBuilding, id: string): Promise<Unit> => {
  const [row] = await findUnits(db, building, { id })
  if (row === undefined) throw new DomainError('not_found')
  return toUnit(row)
}

/** All units of the building, or only those that are available, or only those that are not. */
export async function listUnits({ deps, building }: BuildingCtx<'units.read'>, query: UnitQuery) {
  const filter = { after: afterId(query), available: query.available, limit: query.limit + 1 }
  return toPage(await findUnits(deps.db, building, filter), query, toUnit)
}

/** Label and floor alone: what residents may see. */
export async function listBasicUnits({ deps, building }: BuildingCtx<'units.basic.read'>, page: Page) {
  const rows = await deps.db.unit.findMany({
    where: { orgId: building.orgId, buildingId: building.id, ...afterCursor(page) },
    select: { id: true, label: true, floor: true },
    ...pageOrder(page),
  })
  return toPage(rows, page, (row) => row)
}

export const getUnit = ({ deps, building, unit }: UnitCtx<'units.read'>): Promise<Unit> =>
  readUnit(deps, building, unit.id)

/** @throws DomainError `unit_label_exists` */
export async function createUnit({ deps, building }: BuildingCtx<'units.write'>, input: CreateUnit): Promise<Unit> {
  const data = { orgId: building.orgId, buildingId: building.id, ...defined(input) }
  const unit = await deps.db.unit.create({ data }).catch(asDomainError)
  return toUnit({ ...unit, available: true })
}

/** Only the members that are given change. @throws DomainError `unit_label_exists` */
export async function changeUnit({ deps, building, unit }: UnitCtx<'units.write'>, input: ChangeUnit): Promise<Unit> {
  const { orgId, id } = unit
  await deps.db.unit.update({ where: { orgId_id: { orgId, id } }, data: defined(input) }).catch(asDomainError)
  return readUnit(deps, building, id)
}

/** @throws DomainError `unit_has_history` when anybody lives or lived there */
export async function deleteUnit({ deps, unit: { orgId, id } }: UnitCtx<'units.write'>): Promise<void> {
  const removed = deps.db.unit.delete({ where: { orgId_id: { orgId, id } } })
  await removed.catch((error: unknown) => asDomainError(error, DELETE_REFUSED))
}
