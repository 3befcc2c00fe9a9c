import type { Db, Tx } from '@latchkey/shared/db/client'
import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingCtx, UnitCtx } from '../access/context.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import { record } from '../audit/record.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, afterId, type Page, pageOrder, toPage } from '../http/page.ts'
import type { ChangeUnit, CreateUnit, Unit, UnitQuery } from './schema.ts'
import { findUnits, type UnitRow } from './store.ts'

const toUnit = ({ id, buildingId, label, floor, notes, available, createdAt, updatedAt }: UnitRow): Unit => ({
  ...{ id, buildingId, label, floor, notes, available },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

const readUnit = async (db: Db | Tx, building: OwnedBuilding, id: string): Promise<Unit> => {
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
  readUnit(deps.db, building, unit.id)

/** @throws DomainError `unit_label_exists` */
export async function createUnit(ctx: BuildingCtx<'units.write'>, input: CreateUnit): Promise<Unit> {
  const { orgId, id: buildingId } = ctx.building
  return inTransaction(ctx.deps.db, async (tx) => {
    const unit = await tx.unit.create({ data: { orgId, buildingId, ...defined(input) } })
    const after = toUnit({ ...unit, available: true })
    await record(tx, ctx, { orgId, action: 'unit.created', targetId: unit.id, after })
    return after
  })
}

/** Only the members that are given change. @throws DomainError `unit_label_exists` */
export async function changeUnit(ctx: UnitCtx<'units.write'>, input: ChangeUnit): Promise<Unit> {
  const { building, unit } = ctx
  const { orgId, id } = unit
  return inTransaction(ctx.deps.db, async (tx) => {
    const before = await readUnit(tx, building, id)
    await tx.unit.update({ where: { orgId_id: { orgId, id } }, data: defined(input) })
    const after = await readUnit(tx, building, id)
    await record(tx, ctx, { orgId, action: 'unit.changed', targetId: id, before, after })
    return after
  })
}

/** @throws DomainError `unit_has_history` when anybody lives or lived there */
export async function deleteUnit(ctx: UnitCtx<'units.write'>): Promise<void> {
  const { building, unit } = ctx
  const { orgId, id } = unit
  await inTransaction(
    ctx.deps.db,
    async (tx) => {
      const before = await readUnit(tx, building, id)
      await tx.unit.delete({ where: { orgId_id: { orgId, id } } })
      await record(tx, ctx, { orgId, action: 'unit.deleted', targetId: id, before })
    },
    DELETE_REFUSED,
  )
}
