import type { Db, Tx } from '@latchkey/shared/db/client'
import type { OwnedBuilding } from '../access/owned.ts'
import type { BuildingDetail } from './schema.ts'

/** Nothing can be put into the building until the transaction ends: an insert needs a lock on this row. */
export async function lockBuilding(tx: Tx, { orgId, id }: OwnedBuilding): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM buildings WHERE org_id = ${orgId}::uuid AND id = ${id}::uuid FOR UPDATE`
}

/** The units of a building by availability; one statement, so that the numbers agree. */
export async function countUnits(db: Db, { orgId, id }: OwnedBuilding): Promise<BuildingDetail['units']> {
  // A unit has one ACTIVE occupancy at most, held by a unique index: the join repeats none.
  const [counts = { total: 0, occupied: 0 }] = await db.$queryRaw<{ total: number; occupied: number }[]>`
    SELECT count(*)::int AS total, count(o.id)::int AS occupied
    FROM units u LEFT JOIN occupancies o ON o.org_id = u.org_id AND o.unit_id = u.id AND o.status = 'ACTIVE'
    WHERE u.org_id = ${orgId}::uuid AND u.building_id = ${id}::uuid`
  return { ...counts, available: counts.total - counts.occupied }
}
