import type { Item } from '@latchkey/client'
import { type Html, html } from '../html.ts'
import type { Outcome } from '../page.ts'
import { actionButton, confirmed } from '../parts/form.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { instant } from '../parts/text.ts'
import type { Visit } from '../visit.ts'
import type { Place } from './building.ts'

const LIMIT = 50
/** The page has another list, whose cursor is `cursor`. */
const CURSOR = 'booked'

type Occupancy = Item<'listOccupancies'>

const cancel = ({ id, unit, resident }: Occupancy) =>
  confirmed(
    'Cancel',
    `the move of ${resident.name} to ${unit.label}`,
    `${resident.name} does not move to ${unit.label}.`,
    actionButton(
      { action: 'cancelBooking', kind: 'danger', about: { occupancyId: id }, unseen: `${resident.name}` },
      'Cancel the move',
    ),
  )

/** Who moves in later; nothing where nobody does. */
export async function bookedMoves(visit: Visit, { id, may }: Place): Promise<Html | ''> {
  const query = { status: 'SCHEDULED', ...pageQuery(visit, LIMIT, CURSOR) } as const
  const { items, nextCursor } = await visit.client.api.listOccupancies({ path: { buildingId: id }, query })
  if (items.length === 0 && !visit.query.has(CURSOR)) return ''
  const rows = items
    .toSorted((one, other) => (one.startAt < other.startAt ? -1 : 1))
    .map((one) => [
      one.unit.label,
      one.resident.name,
      instant(one.startAt),
      one.plannedEndAt === null ? '–' : instant(one.plannedEndAt),
      may.has('occupancy.write') ? cancel(one) : '',
    ])
  const columns = ['Unit', 'Who', 'Moves in', 'Until', '']
  return html`<section><h2>Booked moves</h2>
    ${table({ caption: 'Booked moves', columns, rows, empty: nothing('No booked moves', 'Those of this page are gone.') })}
    ${pager(visit, nextCursor, 'booked moves', CURSOR)}
  </section>`
}

export async function cancelBooking({ client, form, param }: Visit): Promise<Outcome> {
  const path = { buildingId: param('buildingId'), occupancyId: form.get('occupancyId') ?? '' }
  await client.api.cancelOccupancy({ path })
  return { to: `/console/buildings/${path.buildingId}`, done: 'booking-cancelled' }
}
