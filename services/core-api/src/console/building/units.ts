import type { Item } from '@latchkey/client'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { occupancyBar } from '../parts/bar.ts'
import { filters } from '../parts/filters.ts'
import { actionButton, confirmed, refusal } from '../parts/form.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { day, instant, tag } from '../parts/text.ts'
import type { Visit } from '../visit.ts'
import { basicUnits } from './basic-units.ts'
import { bookedMoves, cancelBooking } from './bookings.ts'
import { buildingHead, type Place, readPlace, section } from './building.ts'
import { createUnit, newUnit } from './new-unit.ts'
import { occupantsOf } from './occupants.ts'

const LIMIT = 50

type Unit = Item<'listUnits'>
type Occupancy = Item<'listOccupancies'>

const isAvailable = { true: true, false: false } as const

const unitQuery = (visit: Visit) => {
  const [q, available] = [visit.query.get('q') ?? '', visit.query.get('available')]
  return {
    ...pageQuery(visit, LIMIT),
    sort: 'label' as const,
    ...(q !== '' && { q }),
    ...((available === 'true' || available === 'false') && { available: isAvailable[available] }),
  }
}

const moveOut = (label: string, { id, resident }: Occupancy) =>
  confirmed(
    'Move out',
    `${resident.name} of ${label}`,
    `${resident.name} leaves ${label} now. It stays in the history.`,
    actionButton(
      { action: 'moveOut', kind: 'danger', about: { occupancyId: id }, unseen: `${resident.name}` },
      'Move out now',
    ),
  )

const rowOf =
  ({ id, may }: Place, seesPeople: boolean, occupants: ReadonlyMap<string, Occupancy>) =>
  (unit: Unit) => {
    const occupancy = occupants.get(unit.id)
    const name = (one: Occupancy) =>
      seesPeople ? html`<a href="/console/people/${one.resident.id}">${one.resident.name}</a>` : one.resident.name
    const moveIn = (text: string) =>
      html`<a class="button" href="/console/buildings/${id}/units/${unit.id}/move-in">${text}<span class="unseen"> to ${unit.label}</span></a>`
    const moves = occupancy
      ? html`${moveOut(unit.label, occupancy)}${moveIn('Book a move')}`
      : html`${unit.available && moveIn('Move in')}`
    return [
      unit.label,
      unit.floor ?? '–',
      html`${unit.available ? tag('Vacant') : tag('Occupied', 'accent')}${unit.nextOccupancyAt !== null && html` <span class="quiet">next from ${instant(unit.nextOccupancyAt)}</span>`}`,
      occupancy === undefined
        ? ''
        : html`${name(occupancy)} <span class="quiet">since ${day(occupancy.startAt)}${occupancy.plannedEndAt !== null && html`, until ${instant(occupancy.plannedEndAt)}`}</span>`,
      may.has('occupancy.write') ? moves : '',
    ]
  }

const search = (visit: Visit) =>
  filters(visit, [
    { name: 'q', label: 'Unit', type: 'search' },
    {
      name: 'available',
      label: 'Shown',
      options: [
        { value: '', text: 'All units' },
        { value: 'true', text: 'Vacant units' },
        { value: 'false', text: 'Occupied units' },
      ],
    },
  ])

export const page: Page = {
  show: async (visit, refused) => {
    const place = await readPlace(visit)
    const { id, name, may, detail } = place
    if (!may.has('units.read')) return { title: name, section, body: await basicUnits(visit, place) }
    const { items, nextCursor } = await visit.client.api.listUnits({
      path: { buildingId: id },
      query: unitQuery(visit),
    })
    const occupants = may.has('occupancy.read') ? await occupantsOf(visit, id, items) : new Map<string, Occupancy>()
    const seesPeople = (await visit.rights()).org.has('users.read')
    const isFiltered = visit.query.has('q') || visit.query.has('available')
    const empty = isFiltered
      ? nothing('No such unit', 'Try another filter.')
      : nothing('No units yet', 'A building begins without any.')
    return {
      title: name,
      section,
      body: html`
        ${buildingHead(place, '')}
        ${(refused?.action === 'moveOut' || refused?.action === 'cancelBooking') && refusal(refused)}
        ${detail && occupancyBar(detail.units)}
        <section>
          ${search(visit)}
          ${table({ caption: 'Units', columns: ['Unit', 'Floor', 'Now', 'Who lives there', ''], rows: items.map(rowOf(place, seesPeople, occupants)), empty })}
          ${pager(visit, nextCursor, 'units')}
        </section>
        ${may.has('occupancy.read') && (await bookedMoves(visit, place))}
        ${may.has('units.write') && newUnit(refused)}`,
    }
  },
  actions: {
    cancelBooking,
    createUnit,
    moveOut: async ({ client, form, param }) => {
      const path = { buildingId: param('buildingId'), occupancyId: form.get('occupancyId') ?? '' }
      await client.api.endOccupancy({ path, body: {} })
      return { to: `/console/buildings/${path.buildingId}`, done: 'moved-out' }
    },
  },
}
