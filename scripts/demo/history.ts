import { z } from 'zod'
import type { Session } from '../api/session.ts'
import { type Home, homeAt } from './homes.ts'
import type { Place } from './places.ts'
import { STAYS, type Stay } from './stays.ts'

const Occupancy = z.object({ id: z.string(), unitId: z.string(), startAt: z.string(), status: z.string() })
type Occupancy = z.infer<typeof Occupancy>

export const STAY_COUNT = STAYS.flat().length

interface Where {
  readonly path: string
  readonly unitId: string
  readonly there: readonly Occupancy[]
}

/** Moves somebody in on their day, and out on theirs, as far as that is not done yet. */
async function live(admin: Session, { path, unitId, there }: Where, { startAt, endAt }: Stay, residentUserId: string) {
  const known = there.find((one) => one.unitId === unitId && one.startAt === startAt)
  const body = { unitId, residentUserId, startAt }
  const { id, status } = known ?? (await admin.ask({ method: 'POST', path, body }, Occupancy))
  if (endAt === undefined || status === 'ENDED') return
  await admin.ask({ method: 'POST', path: `${path}/${id}/end`, body: { endAt } }, Occupancy)
}

/** Everybody lives where they live, after where they lived; `step` is called for each stay. @throws UnexpectedReply */
export async function makeHistory(
  admin: Session,
  homes: ReadonlyMap<Place, Home>,
  ids: ReadonlyMap<string, string>,
  step: () => void,
): Promise<void> {
  const inPlace = async ([place, home]: readonly [Place, Home]) => {
    const path = `/api/org/buildings/${home.id}/occupancies`
    const there = await admin.list(`${path}?status=ALL`, Occupancy)
    for (const stay of STAYS.flat().filter((one) => one.place === place)) {
      const unitId = homeAt(homes, place).units.get(stay.label) ?? ''
      await live(admin, { path, unitId, there }, stay, ids.get(stay.name) ?? '')
      step()
    }
  }
  await Promise.all([...homes].map(inPlace))
}
