import type { Db, Tx } from '@latchkey/shared/db/client'
import { DELETE_REFUSED } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { BuildingCtx, BuildingListCtx, UnitCtx } from '../access/context.ts'
import { ownedBuildings, visibleBuildingIds } from '../access/owned.ts'
import { record } from '../audit/record.ts'
import { changesTo, defined } from '../http/defined.ts'
import { encoderOf } from '../http/encode.ts'
import { ifMatching } from '../http/if-match.ts'
import { afterId, type Page, rowsOf, toPage } from '../http/page.ts'
import { cursorIn, placeOf } from './cursor.ts'
import { type ChangeUnit, type CreateUnit, type OrgUnitQuery, Unit, type UnitQuery } from './schema.ts'
import * as store from './store.ts'
import { namesDay, stretchOf } from './stretch.ts'

const stateOf = encoderOf(Unit)
const assertCurrent = ifMatching(Unit)

const NEVER_LIVED_IN = { available: true, nextOccupancyAt: null } as const

/** All units of the building, or those of an availability or a part of a label. */
export async function listUnits({ deps, building }: BuildingCtx<'units.read'>, query: UnitQuery) {
  const free = await stretchOf(deps.db, building, query)
  const filter = { ...query, free, after: placeOf(query), limit: rowsOf(query) }
  return toPage(await store.listUnits(deps.db, building, filter), query, (row) => row, cursorIn(query))
}

/** The named building, if it is of the org and among those whose units the caller may read. */
async function buildingOf({ deps, principal, visible }: BuildingListCtx, named: string) {
  const among = visible === 'all' ? [named] : await visibleBuildingIds(deps.db, principal, visible, named)
  return (await ownedBuildings(deps.db, principal, among)).get(named)
}

/** The same over all buildings whose units the caller may read, or one of them; one that is none of these has none. */
export async function listOrgUnits(ctx: BuildingListCtx, { buildingId, ...query }: OrgUnitQuery) {
  const { deps, principal, visible } = ctx
  const isPlaced = buildingId !== undefined && namesDay(query)
  const building = isPlaced ? await buildingOf(ctx, buildingId) : undefined
  if (isPlaced && building === undefined) return { items: [], nextCursor: null }
  const free = await stretchOf(deps.db, building, query)
  const filter = { ...query, free, after: placeOf(query), limit: rowsOf(query) }
  const rows = await store.listOrgUnits(deps.db, { orgId: principal.orgId, visible, named: buildingId }, filter)
  return toPage(rows, query, (row) => row, cursorIn(query))
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
    const after = { ...(await tx.unit.create({ data: { orgId, buildingId, ...defined(input) } })), ...NEVER_LIVED_IN }
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
    assertCurrent(ctx, before)
    const changes = changesTo(before, input)
    if (changes === undefined) return before
    const changed = await tx.unit.update({ where: { orgId_id: { orgId, id } }, data: changes })
    const { available, nextOccupancyAt } = before
    const after = { ...changed, available, nextOccupancyAt }
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
      const before = await readUnit(tx, ctx)
      assertCurrent(ctx, before)
      await tx.unit.delete({ where: { orgId_id: { orgId, id } } })
      await record(tx, ctx, { orgId, action: 'unit.deleted', targetId: id, before: stateOf(before) })
    },
    DELETE_REFUSED,
  )
}
