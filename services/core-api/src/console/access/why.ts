import { type Place, readPlace, section } from '../building/building.ts'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { refusal } from '../parts/form.ts'
import { table } from '../parts/table.ts'
import { key, tag } from '../parts/text.ts'
import { reasonText } from '../people/grants.ts'
import type { Visit } from '../visit.ts'
import { giveActions } from './give.ts'
import { type Giver, remedies } from './remedies.ts'

/** What the person who looks may give to the one who is looked at. */
async function giverOf(visit: Visit, { may }: Place): Promise<Giver> {
  const [me, rights] = await Promise.all([visit.me(), visit.rights()])
  const { items } = rights.org.has('roles.read') ? await visit.client.api.listRoles() : { items: [] }
  const within = items.filter(({ permissionKeys }) => permissionKeys.every((one) => rights.org.has(one)))
  return { id: me.user.id, org: rights.org, here: may, roles: new Map(within.map((role) => [role.key, role.name])) }
}

export const page: Page = {
  show: async (visit, refused) => {
    const place = await readPlace(visit)
    const path = { buildingId: place.id, userId: visit.param('userId') }
    const { user, items } = await visit.client.api.explainUserAccess({ path })
    const giver = await giverOf(visit, place)
    const rows = items.map(({ permissionKey, decision, reason }) => [
      key(permissionKey),
      decision ? tag('Yes', 'good') : tag('No', 'bad'),
      reasonText(reason),
      remedies({ permissionKey, reason, user, giver, buildingId: place.id }),
    ])
    return {
      title: `What ${user.name} may do in ${place.name}`,
      section,
      body: html`
        <p class="crumbs"><a href="/console/buildings">Buildings</a> / <a href="/console/buildings/${place.id}">${place.name}</a>
          / <a href="/console/buildings/${place.id}/access">Who may do what</a></p>
        <div class="head"><div><h1>What ${user.name} may do in ${place.name}</h1><p class="quiet">${user.email}</p></div></div>
        ${refused && refusal(refused)}
        ${table({
          caption: 'Every permission here, and why',
          columns: ['Permission', 'Allowed', 'Why', 'What would change it'],
          rows,
          empty: html``,
        })}`,
    }
  },
  actions: giveActions,
}
