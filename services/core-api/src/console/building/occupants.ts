import type { Item } from '@latchkey/client'
import type { Visit } from '../visit.ts'

type Occupancy = Item<'listOccupancies'>
const LARGEST_PAGE = 200

/** Who lives in these units, by unit; read as far as it takes to find all of them. */
export async function occupantsOf(
  { client }: Visit,
  buildingId: string,
  units: readonly Item<'listUnits'>[],
): Promise<ReadonlyMap<string, Occupancy>> {
  const wanted = new Set(units.filter(({ available }) => !available).map(({ id }) => id))
  const found = new Map<string, Occupancy>()
  if (wanted.size === 0) return found
  const all = client.pages('listOccupancies', { path: { buildingId }, query: { limit: LARGEST_PAGE } })
  for await (const occupancy of all) {
    if (wanted.delete(occupancy.unitId)) found.set(occupancy.unitId, occupancy)
    if (wanted.size === 0) break
  }
  return found
}
