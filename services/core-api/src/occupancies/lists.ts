import type { Db } from '@latchkey/shared/db/client'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { isActive, isOpen, isScheduled } from '@latchkey/shared/grant-times'
import type { OwnedBuilding } from '../access/owned.ts'
import type { OccupancyQuery } from './schema.ts'
import { COLUMNS, type Row, shownAt } from './state.ts'

const STATUS = {
  SCHEDULED: isScheduled('o'),
  ACTIVE: isActive('o'),
  ENDED: `NOT (${isOpen('o')})`,
  ALL: 'true',
} as const satisfies Record<OccupancyQuery['status'], string>

/** With the status of the resident, which a list of people shows. */
type ListedRow = Row & { readonly now: Date; readonly resident: { readonly status: 'INVITED' | 'ACTIVE' | 'DISABLED' } }

interface Filter {
  readonly id?: string
  readonly status: OccupancyQuery['status']
  readonly after?: string | undefined
  readonly limit: number
}

/** Occupancies of a building, in the order in which they were recorded, at the moment of the statement. */
export async function listIn(db: Db, { orgId, id: buildingId }: OwnedBuilding, { id, status, after, limit }: Filter) {
  const one = id === undefined ? Prisma.empty : Prisma.sql`AND o.id = ${id}::uuid`
  const rest = after === undefined ? Prisma.empty : Prisma.sql`AND o.id > ${after}::uuid`
  // The page first: a join of what it is cut from is planned, and remembers units and people, for all of the building.
  const page = Prisma.sql`
    SELECT o.* FROM occupancies o
    WHERE o.org_id = ${orgId}::uuid AND o.building_id = ${buildingId}::uuid
      AND ${Prisma.raw(STATUS[status])} ${one} ${rest}
    ORDER BY o.id LIMIT ${limit}`
  const rows = await db.read<ListedRow>`
    SELECT ${COLUMNS}, latchkey_now() AS now,
           json_build_object('id', r.id, 'name', r.name, 'email', r.email, 'status', r.status) AS resident
    FROM (${page}) o
    JOIN units n ON n.org_id = o.org_id AND n.id = o.unit_id
    JOIN users r ON r.org_id = o.org_id AND r.id = o.resident_user_id
    ORDER BY o.id`
  return rows.map(({ now, ...row }) => shownAt(row, now))
}
