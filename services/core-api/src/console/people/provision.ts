import { type Html, html } from '../html.ts'
import type { Page, Refused } from '../page.ts'
import { checkbox, input } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import { section } from './people.ts'
import { choicesOf } from './provision-choices.ts'
import { assignments, home, orgRoles } from './provision-grants.ts'
import { of, provisionOf } from './provision-input.ts'

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
            orgRoles(choices, refused),
            assignments(choices, refused),
            home(choices, refused),
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
