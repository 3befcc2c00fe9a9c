import type { Db, Tx } from '@latchkey/shared/db/client'
import { Prisma, type Unit } from '@latchkey/shared/db/generated/client'
import { DomainError, type ErrorExtras } from '@latchkey/shared/errors'
import { isActive, isScheduled } from '@latchkey/shared/grant-times'
import type { Visible } from '../access/ability.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import { visibleIds } from '../access/visible-ids.ts'
import type { Place } from './cursor.ts'
import type { BasicUnit } from './schema.ts'

type InBuilding = Pick<OwnedBuilding, 'orgId' | 'id'>

/** A unit with whether it is available: whether it has no ACTIVE occupancy; and when the next begins. */
export interface UnitRow extends Omit<Unit, 'labelKey' | 'labelSort' | 'labelShared'> {
  readonly available: boolean
  readonly nextOccupancyAt: Date | null
}

/** A stretch of time, for good where it has no end. */
export interface Stretch {
  readonly from: Date
  readonly to: Date | null
}

interface UnitFilter {
  readonly id?: string
  readonly after?: Place | undefined
  readonly available?: boolean | undefined
  /** Free for all of it. */
  readonly free?: Stretch | undefined
  /** A part of the label; empty means no filter. */
  readonly q?: string | undefined
  /** That of creation unless it is said. */
  readonly sort?: 'label' | undefined
  readonly limit?: number
}

const OF_UNIT = Prisma.sql`FROM occupancies o WHERE o.org_id = u.org_id AND o.unit_id = u.id`

/**
 * Whether somebody lives in it. A subquery, here and in `isFree`, is asked row by row, of no more units than a page needs;
 * an EXISTS would be joined with whatever is open in the org, or in all orgs, where PostgreSQL expects that to be cheaper.
 */
const isLivedIn = Prisma.sql`(SELECT true ${OF_UNIT} AND ${Prisma.raw(isActive('o'))} LIMIT 1)`
const isAvailable = Prisma.sql`${isLivedIn} IS NOT TRUE`

/**
 * As the periods of a unit never overlap, the last to begin before the end of the stretch is also the last to end. One
 * that ended the instant it began is in nobody's way.
 */
const isFree = ({ from, to }: Stretch): Prisma.Sql => {
  const end = Prisma.sql`coalesce(o.end_at, o.planned_end_at, 'infinity')`
  const begun = to === null ? Prisma.empty : Prisma.sql`AND o.start_at < ${to}::timestamptz`
  return Prisma.sql`(SELECT ${end} > ${from}::timestamptz ${OF_UNIT} AND ${end} > o.start_at ${begun}
    ORDER BY o.start_at DESC LIMIT 1) IS NOT TRUE`
}

/** Whether it is available need not be looked up again where the filter has decided it. */
const columnsOf = ({ available }: UnitFilter) => Prisma.sql`
  u.org_id AS "orgId", u.id, u.building_id AS "buildingId", u.label, u.floor, u.notes,
  u.created_at AS "createdAt", u.updated_at AS "updatedAt",
  ${available === undefined ? isAvailable : Prisma.sql`${available}::boolean`} AS available,
  (SELECT min(o.start_at) ${OF_UNIT} AND ${Prisma.raw(isScheduled('o'))}) AS "nextOccupancyAt"`

const isAfter = ({ id, label }: Place): Prisma.Sql =>
  label === undefined
    ? Prisma.sql`u.id > ${id}::uuid`
    : Prisma.sql`(u.label_sort, u.id) > ((SELECT fold_text(${label})) COLLATE "label_order", ${id}::uuid)`

const orderOf = ({ sort }: UnitFilter): Prisma.Sql =>
  sort === 'label' ? Prisma.sql`u.label_sort, u.id` : Prisma.sql`u.id`

const matching = (scope: Prisma.Sql, { id, after, available, free, q = '' }: UnitFilter): Prisma.Sql => {
  const conditions = [
    scope,
    ...(id === undefined ? [] : [Prisma.sql`u.id = ${id}::uuid`]),
    ...(after === undefined ? [] : [isAfter(after)]),
    ...(available === undefined ? [] : [available ? isAvailable : isLivedIn]),
    ...(free === undefined ? [] : [isFree(free)]),
    ...(q === '' ? [] : [Prisma.sql`strpos(u.label_key, (SELECT fold_text(${q}))) > 0`]),
  ]
  return Prisma.join(conditions, ' AND ')
}

/** Units of a building; one statement, so that each agrees with its availability. */
const selectUnits = ({ orgId, id: buildingId }: InBuilding, filter: UnitFilter): Prisma.Sql => {
  const scope = Prisma.sql`u.org_id = ${orgId}::uuid AND u.building_id = ${buildingId}::uuid`
  return Prisma.sql`
    SELECT ${columnsOf(filter)} FROM units u WHERE ${matching(scope, filter)} ORDER BY ${orderOf(filter)} LIMIT ${filter.limit ?? 1}`
}

/** A unit with the building that it is in. */
type OrgUnitRow = UnitRow & { readonly building: { readonly id: string; readonly name: string } }

/** Which buildings of an org a list of units is about. */
interface OfBuildings {
  readonly orgId: string
  readonly visible: Visible
  /** This one alone, if it is among them. */
  readonly named: string | undefined
}

const idsOf = ({ orgId, visible, named }: OfBuildings): Prisma.Sql =>
  visible === 'all' ? Prisma.sql`SELECT ${named}::uuid AS id` : visibleIds(orgId, visible, { named })

/**
 * Units of the org, or of some buildings of it. Either way a page reads along an index: of the org, or of each of the
 * buildings, of which no more is read than fits, and that from the index alone.
 */
export function listOrgUnits(db: Db, buildings: OfBuildings, filter: UnitFilter): Promise<OrgUnitRow[]> {
  const [order, limit] = [orderOf(filter), filter.limit ?? 1]
  const ofOrg = Prisma.sql`u.org_id = ${buildings.orgId}::uuid`
  const page = (columns: Prisma.Sql, scope: Prisma.Sql) =>
    Prisma.sql`SELECT ${columns} FROM units u WHERE ${matching(scope, filter)} ORDER BY ${order} LIMIT ${limit}`
  const inEach = () => page(order, Prisma.sql`${ofOrg} AND u.building_id = g.id`)
  const source =
    buildings.visible === 'all' && buildings.named === undefined
      ? page(Prisma.sql`u.*`, ofOrg)
      : Prisma.sql`SELECT x.* FROM (
          SELECT u.id FROM (${idsOf(buildings)}) g CROSS JOIN LATERAL (${inEach()}) u ORDER BY ${order} LIMIT ${limit}
        ) u JOIN units x ON x.org_id = ${buildings.orgId}::uuid AND x.id = u.id`
  return db.read<OrgUnitRow>`
    SELECT ${columnsOf(filter)}, json_build_object('id', b.id, 'name', b.name) AS building
    FROM (${source}) u JOIN buildings b ON b.org_id = u.org_id AND b.id = u.building_id ORDER BY ${order}`
}

export const listUnits = (db: Db, building: InBuilding, filter: UnitFilter): Promise<UnitRow[]> =>
  db.read<UnitRow>`${selectUnits(building, filter)}`

export async function findUnit(db: Db | Tx, building: InBuilding, id: string): Promise<UnitRow | undefined> {
  const [row] = await db.$queryRaw<UnitRow[]>(selectUnits(building, { id }))
  return row
}

/** What a resident may see of the units, in the order of creation. */
export function listBasicUnits(
  db: Db,
  { orgId, id: buildingId }: InBuilding,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<BasicUnit[]> {
  const rest = after === undefined ? Prisma.empty : Prisma.sql`AND id > ${after}::uuid`
  return db.read<BasicUnit>`
    SELECT id, label, floor FROM units
    WHERE org_id = ${orgId}::uuid AND building_id = ${buildingId}::uuid ${rest} ORDER BY id LIMIT ${limit}`
}

/** A 400 comes before every 409: ask before anything of the person. @throws DomainError `unit_not_in_building` */
export async function assertUnitOf(
  db: Db | Tx,
  { orgId, id: buildingId }: InBuilding,
  unitId: string,
  extras: ErrorExtras = {},
): Promise<void> {
  const rows = await db.read`
    SELECT FROM units WHERE org_id = ${orgId}::uuid AND building_id = ${buildingId}::uuid AND id = ${unitId}::uuid`
  if (rows.length === 0) throw new DomainError('unit_not_in_building', extras)
}

/**
 * Who moves into the unit goes one after the other from here on; whether it is in the building. A weaker lock than
 * that of `lockUnit`: a building that is being deleted looks at its units, and one who moves in at the building.
 */
export async function queueForUnit(tx: Tx, { orgId, id: buildingId }: InBuilding, unitId: string): Promise<boolean> {
  const rows = await tx.read`
    SELECT FROM units WHERE org_id = ${orgId}::uuid AND building_id = ${buildingId}::uuid AND id = ${unitId}::uuid
    FOR NO KEY UPDATE`
  return rows.length > 0
}

/** Nobody changes the unit or moves in until the transaction ends: an occupancy needs a lock on this row. */
export async function lockUnit(tx: Tx, { orgId, id }: Pick<Unit, 'orgId' | 'id'>): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM units WHERE org_id = ${orgId}::uuid AND id = ${id}::uuid FOR UPDATE`
}
