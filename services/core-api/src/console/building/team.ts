import type { Item } from '@latchkey/client'
import { html } from '../html.ts'
import type { Onward, Page, Refused } from '../page.ts'
import { input, select } from '../parts/field.ts'
import { actionButton, confirmed, form, refusal } from '../parts/form.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { capital, day, instant, tag } from '../parts/text.ts'
import { GRANT_TIMES, timesFields, timesFrom } from '../parts/times.ts'
import { picker } from '../people/picker.ts'
import type { Visit } from '../visit.ts'
import { buildingHead, type Place, readPlace, section } from './building.ts'

const LIMIT = 50
type Assignment = Item<'listAssignments'>
type Type = Assignment['type']

const TYPES: readonly { readonly value: Type; readonly text: string }[] = [
  { value: 'STAFF', text: 'Staff: reads here' },
  { value: 'MANAGER', text: 'Manager: reads here' },
  { value: 'BUILDING_ADMIN', text: 'Building admin: reads and writes here' },
]

/** As it was chosen: what is none of the types is refused by the API. */
const typeOf = (form: URLSearchParams): Type => (form.get('type') ?? '') as Type

const rowOf =
  ({ may }: Place, seesPeople: boolean) =>
  ({ id, user, type, createdAt, startsAt, endsAt }: Assignment) => [
    seesPeople ? html`<a href="/console/people/${user.id}">${user.name}</a>` : user.name,
    user.email,
    tag(capital(type), type === 'BUILDING_ADMIN' ? 'accent' : 'plain'),
    html`${day(startsAt ?? createdAt)}${endsAt !== null && html` <span class="quiet">until ${instant(endsAt)}</span>`}`,
    may.has('building.assignments.write')
      ? confirmed(
          'Take away',
          `${capital(type)} of ${user.name}`,
          `${user.name} is no longer ${capital(type).toLowerCase()} here.`,
          actionButton(
            { action: 'unassign', kind: 'danger', about: { assignmentId: id }, unseen: user.name },
            'Take away now',
          ),
        )
      : '',
  ]

const back = ({ param }: Visit, done: 'assigned' | 'unassigned'): Onward => ({
  to: `/console/buildings/${param('buildingId')}/team`,
  done,
})

async function assigning(visit: Visit, place: Place, refused: Refused | undefined, seesPeople: boolean) {
  const zone = place.detail?.timezone ?? null
  const type = (of: string) => select({ of, refused, name: 'type', label: 'As', required: true, options: TYPES })
  const of = 'provision'
  const known = seesPeople
    ? html`<h3>Somebody who is known</h3>${await picker(visit, { action: 'assign', refused, submit: 'Assign', fields: [type('assign'), ...timesFields({ of: 'assign', refused, zone, names: GRANT_TIMES })], pointer: '/userId' })}`
    : ''
  return html`<section><h2>Assign somebody</h2><div class="card">
    ${known}
    <h3>By email</h3>
    <p class="hint"><a href="/console/people/new?building=${place.id}">One form</a> for everything at once: account, buildings and a home.</p>
    ${form({
      ...{ action: of, refused, submit: 'Assign', label: 'Assign by email' },
      fields: [
        input({
          of,
          refused,
          name: 'email',
          label: 'Email',
          type: 'email',
          required: true,
          pointer: '/identity/email',
        }),
        input({ of, refused, name: 'name', label: 'Name', required: true, pointer: '/identity/name' }),
        type(of),
        ...timesFields({ of, refused, zone, names: GRANT_TIMES, at: '/grants/buildingAssignments/0' }),
      ],
    })}
  </div></section>`
}

export const page: Page = {
  show: async (visit, refused) => {
    const place = await readPlace(visit)
    const path = { buildingId: place.id }
    const [list, rights] = await Promise.all([
      visit.client.api.listAssignments({ path, query: { ...pageQuery(visit, LIMIT), include: 'scheduled' } }),
      visit.rights(),
    ])
    const seesPeople = rights.org.has('users.read')
    const empty = nothing('Nobody works here yet', 'Whoever is assigned is listed here.')
    const rows = list.items.map(rowOf(place, seesPeople))
    return {
      title: `Who works in ${place.name}`,
      section,
      body: html`
        ${buildingHead(place, '/team')}
        ${refused?.action === 'unassign' && refusal(refused)}
        ${table({ caption: 'Who works here', columns: ['Name', 'Email', 'As', 'From', ''], rows, empty })}
        ${pager(visit, list.nextCursor, 'assignments')}
        ${place.may.has('building.assignments.write') && (await assigning(visit, place, refused, seesPeople))}`,
    }
  },
  actions: {
    assign: async (visit) => {
      const { client, form, param } = visit
      const body = { userId: form.get('userId') ?? '', type: typeOf(form), ...timesFrom(form, GRANT_TIMES) }
      await client.api.createAssignment({ path: { buildingId: param('buildingId') }, body })
      return back(visit, 'assigned')
    },
    provision: async (visit) => {
      const { client, form, param } = visit
      const identity = { email: form.get('email') ?? '', name: form.get('name') ?? '', sendInvite: true }
      const times = timesFrom(form, GRANT_TIMES)
      const buildingAssignments = [{ buildingId: param('buildingId'), type: typeOf(form), ...times }]
      await client.api.provisionUser({ body: { identity, grants: { buildingAssignments } } })
      return back(visit, 'assigned')
    },
    unassign: async (visit) => {
      const { client, form, param } = visit
      const path = { buildingId: param('buildingId'), assignmentId: form.get('assignmentId') ?? '' }
      await client.api.deleteAssignment({ path })
      return back(visit, 'unassigned')
    },
  },
}
