import { type Html, html } from '../html.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import type { Visit } from '../visit.ts'
import { buildingHead, type Place } from './building.ts'

const LIMIT = 100

/** What a resident may see of a building. */
export async function basicUnits(visit: Visit, place: Place): Promise<Html> {
  const path = { buildingId: place.id }
  const { items, nextCursor } = await visit.client.api.listBasicUnits({ path, query: pageQuery(visit, LIMIT) })
  const rows = items.map(({ label, floor }) => [label, floor ?? '–'])
  return html`
    ${buildingHead(place, '')}
    ${table({ caption: 'Units', columns: ['Unit', 'Floor'], rows, empty: nothing('No units', 'The building has none.') })}
    ${pager(visit, nextCursor, 'units')}`
}
