import { type Html, html } from '../html.ts'
import type { Page, Refused } from '../page.ts'
import { checkbox, input, select } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import { capital } from '../parts/text.ts'
import { section } from './people.ts'
import { type Choices, choicesOf, MOST } from './provision-choices.ts'
import { ASSIGNMENTS, provisionOf } from './provision-input.ts'

const of = 'provision'

const identity = (refused: Refused | undefined): Html => html`
  <fieldset><legend>Who</legend><div class="columns">
    ${input({ of, refused, name: 'email', label: 'Email', type: 'email', required: true, pointer: '/identity/email' })}
    ${input({ of, refused, name: 'name', label: 'Name', required: true, pointer: '/identity/name' })}
    ${input({
      ...{ of, refused, name: 'password', label: 'First password', type: 'password', autocomplete: 'new-password' },
      ...{ pointer: '/identity/password' },
    })}</div>
    ${checkbox({ of, refused, name: 'sendInvite', label: 'Send an invite by mail', hint: 'Without a password they choose their own by it', checked: true })}
    ${checkbox({ of, refused, name: 'mustBeNew', label: 'Only if the address is not known yet', hint: 'Else somebody who is known keeps name and password, and gets what is chosen below' })}
  </fieldset>`

const orgRoles = ({ roles }: Choices, refused: Refused | undefined) =>
  roles.length > 0 &&
  html`<fieldset><legend>In the organisation</legend>${roles.map(({ key, name, description }) =>
    checkbox({ of, refused, name: 'roleKeys', checkedValue: key, label: name, hint: description }),
  )}</fieldset>`

/** Where more are there than can be chosen from: the way to the others. */
const shortened = (what: string) => html`<p class="hint">These are the first ${MOST} ${what}. For another one,
  <a href="/console/buildings">open its building</a>: this form is linked where somebody is assigned.</p>`

function assignments({ buildings, chosen, hasMoreBuildings }: Choices, refused: Refused | undefined) {
  const places = buildings
    .filter(({ permissionKeys }) => permissionKeys?.includes('building.assignments.write'))
    .map(({ id, name }) => ({ value: id, text: name }))
  const types = ['STAFF', 'MANAGER', 'BUILDING_ADMIN'].map((value) => ({
    value,
    text: capital(value),
  }))
  const one = (_: unknown, at: number) => html`<div class="columns">
    ${select({ of, refused, name: `building${at}`, label: `Building ${at + 1}`, none: 'None', options: places, value: at === 0 ? chosen : '', pointer: `/grants/buildingAssignments/${at}/buildingId` })}
    ${select({ of, refused, name: `type${at}`, label: `As`, options: types, required: true, pointer: `/grants/buildingAssignments/${at}/type` })}
  </div>`
  return (
    places.length > 0 &&
    html`<fieldset><legend>Works for</legend>${hasMoreBuildings && shortened('buildings')}${Array.from({ length: ASSIGNMENTS }, one)}</fieldset>`
  )
}

function home({ units, hasMoreUnits }: Choices, refused: Refused | undefined) {
  const options = units.map(({ id, label, building }) => ({
    value: `${building.id}/${id}`,
    text: `${building.name}, ${label}`,
  }))
  return (
    options.length > 0 &&
    html`<fieldset><legend>Lives in</legend>
      ${hasMoreUnits && shortened('vacant units')}
      ${select({ of, refused, name: 'home', label: 'Vacant unit', none: 'None', options, pointer: '/grants/resident/unitId' })}
      ${checkbox({ of, refused, name: 'move', label: 'They leave the home they have' })}
    </fieldset>`
  )
}

export const page: Page = {
  show: async (visit, refused) => {
    const choices = await choicesOf(visit)
    return {
      title: 'Bring somebody in',
      section,
      body: html`
        <p class="crumbs"><a href="/console/people">People</a></p>
        <div class="head"><div><h1>Bring somebody in</h1>
          <p class="quiet">All of it happens, or nothing; sent again, nothing happens twice.</p></div></div>
        ${form({
          ...{ action: of, refused, submit: 'Bring them in', label: 'Bring somebody in' },
          fields: [
            identity(refused),
            html`${orgRoles(choices, refused)}`,
            html`${assignments(choices, refused)}`,
            html`${home(choices, refused)}`,
          ],
        })}`,
    }
  },
  actions: {
    provision: async (visit) => {
      const { client, form } = visit
      const { user, created, applied } = await client.api.provisionUser({ body: provisionOf(form) })
      const done = created ? 'person-created' : 'person-linked'
      if ((await visit.rights()).org.has('users.read')) return { to: `/console/people/${user.id}`, done }
      const [assignment] = applied.buildingAssignments
      if (assignment) return { to: `/console/buildings/${assignment.buildingId}/team`, done }
      return { to: `/console/buildings/${applied.resident?.buildingId ?? ''}`, done }
    },
  },
}
