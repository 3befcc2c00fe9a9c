import type { Db, Tx } from '@latchkey/shared/db/client'
import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingCtx, UnitCtx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { changesTo, defined } from '../http/defined.ts'
import { encoderOf } from '../http/encode.ts'
import { afterId, type Page, rowsOf, toPage } from '../http/page.ts'
import { type ChangeUnit, type CreateUnit, Unit, type UnitQuery } from './schema.ts'
import * as store from './store.ts'

const stateOf = encoderOf(Unit)

/** All units of the building, or only those that are available, or only those that are not. */
export async function listUnits({ deps, building }: BuildingCtx<'units.read'>, query: UnitQuery) {
  const filter = { after: afterId(query), available: query.available, limit: rowsOf(query) }
  return toPage(await store.listUnits(deps.db, building, filter), query, (row) => row)
}

/** Label and floor alone: what residents may see. */
export async function listBasicUnits({ deps, building }: BuildingCtx<'units.basic.read'>, page: Page) {
  const rows = await store.listBasicUnits(deps.db, building, { after: afterId(page), limit: rowsOf(page) })
  return toPage(rows, page, (row) => row)
}

const readUnit = async (db: Db | Tx, { building, unit }: UnitCtx<'units.read' | 'units.write'>): Promise<Unit> => {
  const row = await store.findUnit(db, building, unit.id)
  if (row === undefined) throw new DomainError('not_found')
  return row
}

export const getUnit = (ctx: UnitCtx<'units.read'>): Promise<Unit> => readUnit(ctx.deps.db, ctx)

/** @throws DomainError `unit_label_exists` */
export async function createUnit(ctx: BuildingCtx<'units.write'>, input: CreateUnit): Promise<Unit> {
  const { orgId, id: buildingId } = ctx.building
  return inTransaction(ctx.deps.db, async (tx) => {
    const after = { ...(await tx.unit.create({ data: { orgId, buildingId, ...defined(input) } })), available: true }
    await record(tx, ctx, { orgId, action: 'unit.created', targetId: after.id, after: stateOf(after) })
    return after
  })
}

/** Only the members that are given change. @throws DomainError `unit_label_exists` */
export async function changeUnit(ctx: UnitCtx<'units.write'>, input: ChangeUnit): Promise<Unit> {
  const { orgId, id } = ctx.unit
  return inTransaction(ctx.deps.db, async (tx) => {
    await store.lockUnit(tx, ctx.unit)
    const before = await readUnit(tx, ctx)
    const changes = changesTo(before, input)
    if (changes === undefined) return before
    const changed = await tx.unit.update({ where: { orgId_id: { orgId, id } }, data: changes })
    const after = { ...changed, available: before.available }
    const states = { before: stateOf(before), after: stateOf(after) }
    await record(tx, ctx, { orgId, action: 'unit.changed', targetId: id, ...states })
    return after
  })
}

/** @throws DomainError `unit_has_history` when anybody lives or lived there */
export async function deleteUnit(ctx: UnitCtx<'units.write'>): Promise<void> {
  const { orgId, id } = ctx.unit
  await inTransaction(
    ctx.deps.db,
    async (tx) => {
      await store.lockUnit(tx, ctx.unit)
      const before = stateOf(await readUnit(tx, ctx))
      await tx.unit.delete({ where: { orgId_id: { orgId, id } } })
      await record(tx, ctx, { orgId, action: 'unit.deleted', targetId: id, before })
    },
    DELETE_REFUSED,
  )
}
