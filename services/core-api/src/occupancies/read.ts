import type { Prisma } from '@latchkey/shared/db/generated/client'
import type { BuildingCtx } from '../access/context.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import { personSelect } from '../users/store.ts'
import type { Occupancy, OccupancyQuery } from './schema.ts'

export const include = { unit: { select: { id: true, label: true } }, resident: personSelect } as const
type Row = Prisma.OccupancyGetPayload<{ include: typeof include }>

export const toOccupancy = ({ orgId: _, startAt, endAt, createdAt, updatedAt, ...row }: Row): Occupancy => ({
  ...row,
  startAt: startAt.toISOString(),
  endAt: endAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

/** Who lives or lived in the building, in the order in which it was recorded. */
export async function listOccupancies({ deps, building }: BuildingCtx<'occupancy.read'>, query: OccupancyQuery) {
  const scope = { orgId: building.orgId, buildingId: building.id }
  const where = { ...scope, ...(query.status !== 'ALL' && { status: query.status }), ...afterCursor(query) }
  return toPage(await deps.db.occupancy.findMany({ where, include, ...pageOrder(query) }), query, toOccupancy)
}
