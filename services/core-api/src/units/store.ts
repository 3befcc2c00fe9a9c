import type { Db, Tx } from '@latchkey/shared/db/client'
import { Prisma, type Unit } from '@latchkey/shared/db/generated/client'
import type { OwnedBuilding } from '../access/owned.ts'
import type { BasicUnit } from './schema.ts'

type InBuilding = Pick<OwnedBuilding, 'orgId' | 'id'>

/** A unit with whether it is available: whether it has no ACTIVE occupancy. */
export type UnitRow = Omit<Unit, 'labelKey' | 'labelShared'> & { readonly available: boolean }

interface UnitFilter {
  readonly id?: string
  readonly after?: string | undefined
  readonly available?: boolean | undefined
  readonly limit?: number
}

const isAvailable = Prisma.sql`NOT EXISTS (
  SELECT 1 FROM occupancies o WHERE o.org_id = u.org_id AND o.unit_id = u.id AND o.status = 'ACTIVE')`

/** Units of a building in the order of creation; one statement, so that each agrees with its availability. */
const selectUnits = ({ orgId, id: buildingId }: InBuilding, { id, after, available, limit = 1 }: UnitFilter) => {
  const conditions = [
    Prisma.sql`u.org_id = ${orgId}::uuid AND u.building_id = ${buildingId}::uuid`,
    ...(id === undefined ? [] : [Prisma.sql`u.id = ${id}::uuid`]),
    ...(after === undefined ? [] : [Prisma.sql`u.id > ${after}::uuid`]),
    ...(available === undefined ? [] : [available ? isAvailable : Prisma.sql`NOT (${isAvailable})`]),
  ]
  return Prisma.sql`
    SELECT u.org_id AS "orgId", u.id, u.building_id AS "buildingId", u.label, u.floor, u.notes,
           u.created_at AS "createdAt", u.updated_at AS "updatedAt", ${isAvailable} AS available
    FROM units u WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY u.id LIMIT ${limit}`
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
  { after, limit }: Pick<UnitFilter, 'after' | 'limit'>,
): Promise<BasicUnit[]> {
  const rest = after === undefined ? Prisma.empty : Prisma.sql`AND id > ${after}::uuid`
  return db.read<BasicUnit>`
    SELECT id, label, floor FROM units
    WHERE org_id = ${orgId}::uuid AND building_id = ${buildingId}::uuid ${rest} ORDER BY id LIMIT ${limit}`
}

export async function isUnitOf(db: Db | Tx, { orgId, id: buildingId }: InBuilding, unitId: string): Promise<boolean> {
  const where = { orgId_id: { orgId, id: unitId }, buildingId }
  return (await db.unit.findUnique({ where, select: { id: true } })) !== null
}

/**
 * Who moves into the unit goes one after the other from here on; whether it is in the building. A weaker lock than
 * that of `lockUnit`: a building that is being deleted looks at its units, and one who moves in at the building.
 */
export async function queueForUnit(tx: Tx, { orgId, id: buildingId }: InBuilding, unitId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM units WHERE org_id = ${orgId}::uuid AND building_id = ${buildingId}::uuid AND id = ${unitId}::uuid
    FOR NO KEY UPDATE`
  return rows.length > 0
}

/** Nobody changes the unit or moves in until the transaction ends: an occupancy needs a lock on this row. */
export async function lockUnit(tx: Tx, { orgId, id }: Pick<Unit, 'orgId' | 'id'>): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM units WHERE org_id = ${orgId}::uuid AND id = ${id}::uuid FOR UPDATE`
}
