import type { Result } from '@latchkey/client'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { occupancyBar } from '../parts/bar.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing } from '../parts/table.ts'
import { whenPermitted } from '../permitted.ts'
import type { Visit } from '../visit.ts'
import { homes, homesBeside } from './homes.ts'
import { createBuilding, newBuilding } from './new-building.ts'

/** Each building is read for the number of its units: a page has few. */
const LIMIT = 12
const section = '/console/buildings'

type Building = Result<'getBuilding'>

/** The page of buildings with their numbers; nothing for somebody who may read none. */
async function readBuildings(visit: Visit) {
  const { api } = visit.client
  const list = await whenPermitted(api.listBuildings({ query: pageQuery(visit, LIMIT) }))
  if (list === undefined) return undefined
  const buildings = await Promise.all(list.items.map(({ id }) => api.getBuilding({ path: { buildingId: id } })))
  return { buildings, nextCursor: list.nextCursor }
}

const card = ({ id, name, address, city, country, units }: Building) => html`
  <li class="card">
    <h2><a href="/console/buildings/${id}">${name}</a></h2>
    <p class="quiet">${[address, city, country].filter(Boolean).join(', ')}</p>
    ${occupancyBar(units)}
  </li>`

export const page: Page = {
  show: async (visit, refused) => {
    const [list, rights] = await Promise.all([readBuildings(visit), visit.rights()])
    if (list === undefined) return { title: 'Your homes', section, body: await homes(visit) }
    const { buildings, nextCursor } = list
    const mayCreate = rights.org.has('buildings.write')
    const offer = mayCreate ? 'Make the first one below.' : 'You see one as soon as you are assigned to it.'
    return {
      title: 'Buildings',
      section,
      body: html`
        <div class="head"><h1>Buildings</h1></div>
        ${
          buildings.length === 0
            ? html`<div class="state empty">${nothing('No buildings yet', offer)}</div>`
            : html`<ul class="cards">${buildings.map(card)}</ul>`
        }
        ${pager(visit, nextCursor, 'buildings')}
        ${await homesBeside(visit)}
        ${mayCreate && newBuilding(refused)}`,
    }
  },
  actions: { createBuilding },
}
