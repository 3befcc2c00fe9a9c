import type { Item } from '@latchkey/client'
import { buildingHead, readPlace, section } from '../building/building.ts'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { input } from '../parts/field.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { grantText, keyList } from '../people/grants.ts'
import type { Visit } from '../visit.ts'

const LIMIT = 50
const MOST = 20

type Access = Item<'listBuildingAccess'>

const rowOf =
  (buildingId: string) =>
  ({ user, via, permissionKeys }: Access) => [
    html`<a href="/console/buildings/${buildingId}/access/${user.id}">${user.name}</a>`,
    user.email,
    html`${via.map((grant) => html`<div>${grantText(grant)}</div>`)}`,
    keyList(permissionKeys),
  ]

/** Somebody who is not in the list because they may do nothing here: why not? */
async function whyNot(visit: Visit, buildingId: string) {
  const { org } = await visit.rights()
  if (!org.has('users.read')) return ''
  const who = visit.query.get('who') ?? ''
  const { items, nextCursor } =
    who === '' ? { items: [], nextCursor: null } : await visit.client.api.listUsers({ query: { q: who, limit: MOST } })
  const found = items.map(
    ({ id, name, email }) =>
      html`<li><a href="/console/buildings/${buildingId}/access/${id}">${name}</a> <span class="quiet">${email}</span></li>`,
  )
  return html`<section><h2>Why may somebody not?</h2><div class="card">
    <form method="get" role="search" class="filters">
      ${input({ of: 'why', name: 'who', label: 'Name or email', type: 'search', value: who })}<button>Look for them</button>
    </form>
    ${who !== '' && (found.length > 0 ? html`<ul class="list">${found}</ul>` : html`<p>Nobody is called so.</p>`)}
    ${nextCursor !== null && html`<p class="hint">The first ${MOST}: look for more of the name to see others</p>`}
  </div></section>`
}

export const page: Page = {
  show: async (visit) => {
    const place = await readPlace(visit)
    const path = { buildingId: place.id }
    const list = await visit.client.api.listBuildingAccess({ path, query: pageQuery(visit, LIMIT) })
    return {
      title: `Who may do what in ${place.name}`,
      section,
      body: html`
        ${buildingHead(place, '/access')}
        ${table({
          caption: 'Who may do what here',
          columns: ['Name', 'Email', 'Through', 'May'],
          rows: list.items.map(rowOf(place.id)),
          empty: nothing('Nobody', 'Nobody may do anything here.'),
        })}
        ${pager(visit, list.nextCursor, 'people')}
        ${await whyNot(visit, place.id)}`,
    }
  },
}
