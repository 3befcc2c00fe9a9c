import type { Db, Tx } from '@latchkey/shared/db/client'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import { isActive } from '@latchkey/shared/grant-times'
import { BUILDING_COLUMNS, type OwnedBuilding } from '../access/owned.ts'
import type { Building, BuildingDetail } from './schema.ts'

/** Nothing can be put into the building until the transaction ends: an insert needs a lock on this row. */
export async function lockBuilding(tx: Tx, { orgId, id }: OwnedBuilding): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM buildings WHERE org_id = ${orgId}::uuid AND id = ${id}::uuid FOR UPDATE`
}

interface BuildingRow extends Building {
  readonly total: number
  readonly occupied: number
}

/** A building with its units by availability; one statement, so that the numbers agree. */
const selectBuilding = ({ orgId, id }: OwnedBuilding) =>
  // A unit has one ACTIVE occupancy at most, held by an exclusion constraint: the join repeats none.
  Prisma.sql`
    SELECT ${BUILDING_COLUMNS}, n.total, n.occupied
    FROM buildings b, LATERAL (
      SELECT count(*)::int AS total, count(o.id)::int AS occupied
      FROM units u LEFT JOIN occupancies o ON o.org_id = u.org_id AND o.unit_id = u.id AND ${Prisma.raw(isActive('o'))}
      WHERE u.org_id = b.org_id AND u.building_id = b.id
    ) n
    WHERE b.org_id = ${orgId}::uuid AND b.id = ${id}::uuid`

const detailOf = (row: BuildingRow | undefined): BuildingDetail | undefined => {
  if (row === undefined) return undefined
  const { total, occupied, ...building } = row
  return { ...building, units: { total, occupied, available: total - occupied } }
}

export const findBuilding = async (db: Db, building: OwnedBuilding): Promise<BuildingDetail | undefined> =>
  detailOf((await db.read<BuildingRow>`${selectBuilding(building)}`)[0])

/** The same within a transaction. @throws DomainError `not_found` when it was deleted meanwhile */
export async function readBuilding(tx: Tx, building: OwnedBuilding): Promise<BuildingDetail> {
  const [row] = await tx.$queryRaw<BuildingRow[]>(selectBuilding(building))
  const found = detailOf(row)
  if (found === undefined) throw new DomainError('not_found')
  return found
}
