import type { Client, Item } from '@latchkey/client'
import { LARGEST_PAGE } from '../api/operator.ts'
import { PLACES, type Place } from './places.ts'

/** The ids of a building and, by label, of its units. */
export interface Home {
  readonly id: string
  readonly units: ReadonlyMap<string, string>
}

async function makeHome({ api, pages }: Client, place: Place, known: readonly Item<'listBuildings'>[]): Promise<Home> {
  const { units, ...building } = place
  const found = known.find(({ name }) => name === building.name)
  const { id } = found ?? (await api.createBuilding({ body: building }))
  const path = { buildingId: id }
  const there = await Array.fromAsync(pages('listUnits', { path, query: LARGEST_PAGE }))
  const made = new Map(there.map((unit) => [unit.label, unit.id]))
  for (const body of units.filter(({ label }) => !made.has(label))) {
    made.set(body.label, (await api.createUnit({ path, body })).id)
  }
  return { id, units: made }
}

/** Makes the buildings and units that are not there yet. @throws LatchkeyError, UnreachableError */
export async function makeHomes(client: Client): Promise<ReadonlyMap<Place, Home>> {
  const known = await Array.fromAsync(client.pages('listBuildings', { query: LARGEST_PAGE }))
  const homes = await Promise.all(PLACES.map(async (place) => [place, await makeHome(client, place, known)] as const))
  return new Map(homes)
}

/** @throws Error for what the demonstration does not have */
export function homeAt(homes: ReadonlyMap<Place, Home>, place: Place): Home {
  const home = homes.get(place)
  if (home === undefined) throw new Error(`${place.name} is not there`)
  return home
}
