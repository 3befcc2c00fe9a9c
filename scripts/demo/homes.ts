import { z } from 'zod'
import type { Session } from '../api/session.ts'
import { PLACES, type Place } from './places.ts'

const Building = z.object({ id: z.string(), name: z.string() })
const Unit = z.object({ id: z.string(), label: z.string() })

/** The ids of a building and, by label, of its units. */
export interface Home {
  readonly id: string
  readonly units: ReadonlyMap<string, string>
}

async function makeHome(admin: Session, { units, ...building }: Place, known: readonly z.infer<typeof Building>[]) {
  const path = '/api/org/buildings'
  const found = known.find(({ name }) => name === building.name)
  const { id } = found ?? (await admin.ask({ method: 'POST', path, body: building }, Building))
  const there = found === undefined ? [] : await admin.list(`${path}/${id}/units`, Unit)
  const made = new Map(there.map((unit) => [unit.label, unit.id]))
  for (const body of units.filter(({ label }) => !made.has(label))) {
    const unit = await admin.ask({ method: 'POST', path: `${path}/${id}/units`, body }, Unit)
    made.set(unit.label, unit.id)
  }
  return { id, units: made }
}

/** Makes the buildings and units that are not there yet. @throws UnexpectedReply */
export async function makeHomes(admin: Session): Promise<ReadonlyMap<Place, Home>> {
  const known = await admin.list('/api/org/buildings', Building)
  const homes = await Promise.all(PLACES.map(async (place) => [place, await makeHome(admin, place, known)] as const))
  return new Map(homes)
}

/** @throws Error for what the demonstration does not have */
export function homeAt(homes: ReadonlyMap<Place, Home>, place: Place): Home {
  const home = homes.get(place)
  if (home === undefined) throw new Error(`${place.name} is not there`)
  return home
}
