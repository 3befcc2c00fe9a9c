import type { Db, Tx } from '@latchkey/shared/db/client'
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
export async function findBuilding(db: Db, { orgId, id }: OwnedBuilding): Promise<BuildingDetail | undefined> {
  // A unit has one ACTIVE occupancy at most, held by a unique index: the join repeats none.
  const [row] = await db.read<BuildingRow>`
    SELECT ${BUILDING_COLUMNS}, n.total, n.occupied
    FROM buildings b, LATERAL (
      SELECT count(*)::int AS total, count(o.id)::int AS occupied
      FROM units u LEFT JOIN occupancies o ON o.org_id = u.org_id AND o.unit_id = u.id AND o.status = 'ACTIVE'
      WHERE u.org_id = b.org_id AND u.building_id = b.id
    ) n
    WHERE b.org_id = ${orgId}::uuid AND b.id = ${id}::uuid`
  if (row === undefined) return undefined
  const { total, occupied, ...building } = row
  return { ...building, units: { total, occupied, available: total - occupied } }
}
