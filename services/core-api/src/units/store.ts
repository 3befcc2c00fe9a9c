import type { Db, Tx } from '@latchkey/shared/db/client'
import { Prisma, type Unit } from '@latchkey/shared/db/generated/client'
import type { OwnedBuilding } from '../access/owned.ts'

/** A unit with whether it is available: whether it has no ACTIVE occupancy. */
export type UnitRow = Unit & { readonly available: boolean }

interface UnitFilter {
  readonly id?: string
  readonly after?: string | undefined
  readonly available?: boolean | undefined
  readonly limit?: number
}

const isFree = Prisma.sql`NOT EXISTS (
  SELECT 1 FROM occupancies o WHERE o.org_id = u.org_id AND o.unit_id = u.id AND o.status = 'ACTIVE')`

/**
 * Units of a building in the order of creation, with their availability, in a single statement: Prisma would ask
 * once for the units and once more for their occupancies.
 */
export function findUnits(db: Db | Tx, { orgId, id: buildingId }: OwnedBuilding, filter: UnitFilter) {
  const { id, after, available, limit = 1 } = filter
  const conditions = [
    Prisma.sql`u.org_id = ${orgId}::uuid AND u.building_id = ${buildingId}::uuid`,
    ...(id === undefined ? [] : [Prisma.sql`u.id = ${id}::uuid`]),
    ...(after === undefined ? [] : [Prisma.sql`u.id > ${after}::uuid`]),
    ...(available === undefined ? [] : [available ? isFree : Prisma.sql`NOT (${isFree})`]),
  ]
  return db.$queryRaw<UnitRow[]>`
    SELECT u.org_id AS "orgId", u.id, u.building_id AS "buildingId", u.label, u.floor, u.notes,
           u.created_at AS "createdAt", u.updated_at AS "updatedAt", ${isFree} AS available
    FROM units u WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY u.id LIMIT ${limit}`
}
