import type { Client, Item } from '@latchkey/client'
import { LARGEST_PAGE } from '../api/operator.ts'
import { type Home, homeAt } from './homes.ts'
import type { Place } from './places.ts'
import { STAYS, type Stay } from './stays.ts'

export const STAY_COUNT = STAYS.flat().length

interface Where {
  readonly buildingId: string
  readonly unitId: string
  readonly there: readonly Item<'listOccupancies'>[]
}

/** Moves somebody in on their day, and out on theirs, as far as that is not done yet. */
async function live({ api }: Client, { buildingId, unitId, there }: Where, stay: Stay, residentUserId: string) {
  const { startAt, endAt, plannedEndAt } = stay
  const known = there.find((one) => one.unitId === unitId && one.startAt === startAt)
  const body = { unitId, residentUserId, startAt, ...(plannedEndAt !== undefined && { plannedEndAt }) }
  const path = { buildingId }
  const { id, status } = known ?? (await api.startOccupancy({ path, body }))
  if (endAt === undefined || status === 'ENDED') return
  await api.endOccupancy({ path: { ...path, occupancyId: id }, body: { endAt } })
}

/**
 * Everybody lives where they live, after where they lived; `step` is called for each stay.
 * @throws LatchkeyError, UnreachableError
 */
export async function makeHistory(
  client: Client,
  homes: ReadonlyMap<Place, Home>,
  ids: ReadonlyMap<string, string>,
  step: () => void,
): Promise<void> {
  const inPlace = async ([place, { id: buildingId }]: readonly [Place, Home]) => {
    const query = { ...LARGEST_PAGE, status: 'ALL' } as const
    const there = await Array.fromAsync(client.pages('listOccupancies', { path: { buildingId }, query }))
    for (const stay of STAYS.flat().filter((one) => one.place === place)) {
      const unitId = homeAt(homes, place).units.get(stay.label) ?? ''
      await live(client, { buildingId, unitId, there }, stay, ids.get(stay.name) ?? '')
      step()
    }
  }
  await Promise.all([...homes].map(inPlace))
}
