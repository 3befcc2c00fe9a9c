import { type Html, html } from '../html.ts'
import type { Outcome, Refused } from '../page.ts'
import { select } from '../parts/field.ts'
import { actionButton, form } from '../parts/form.ts'
import { instant, tag } from '../parts/text.ts'
import { GRANT_TIMES, timesFields, timesFrom } from '../parts/times.ts'
import type { Rights, Visit } from '../visit.ts'
import type { PersonAccess } from './grants.ts'

const of = 'giveRole'
/** Whether the person may give roles and overrides: each is read before it is changed. */
export const mayGiveRights = ({ org }: Pick<Rights, 'org'>): boolean => org.has('roles.assign') && org.has('roles.read')

/** Roles to give and to take. */
export async function roleSteps(
  visit: Visit,
  { user }: PersonAccess,
  { org }: Rights,
  refused: Refused | undefined,
): Promise<Html> {
  if (!mayGiveRights({ org })) return html``
  const { api } = visit.client
  const path = { userId: user.id }
  // Those that begin later are held as well, and can be taken away before they do.
  const [{ items }, { roles }] = await Promise.all([
    api.listRoles(),
    api.getUser({ path, query: { include: 'scheduled' } }),
  ])
  const given = new Set<string>(roles.map(({ key }) => key))
  const options = items
    .filter(({ key, permissionKeys }) => !given.has(key) && permissionKeys.every((one) => org.has(one)))
    .map(({ key, name }) => ({ value: key, text: name }))
  const held = roles.map(
    ({ key: role, startsAt, endsAt }) =>
      html`<li>${tag(role, 'accent')}${startsAt !== null && html` <span class="quiet">from ${instant(startsAt)}</span>`}${endsAt !== null && html` <span class="quiet">until ${instant(endsAt)}</span>`} ${actionButton({ action: 'takeRole', about: { roleKey: role }, unseen: role }, 'Take away')}</li>`,
  )
  return html`<div class="card"><h2>Roles</h2>
    ${held.length > 0 && html`<ul class="list">${held}</ul>`}
    ${
      (options.length > 0 || refused?.action === of) &&
      form({
        ...{ action: of, refused, submit: 'Give the role', label: 'Give a role' },
        fields: [
          select({ of, refused, name: 'roleKey', label: 'Role', required: true, options, pointer: '/roles/0/key' }),
          ...timesFields({ of, refused, zone: null, names: GRANT_TIMES, at: '/roles/0' }),
        ],
      })
    }
  </div>`
}

const back = ({ param }: Visit) => `/console/people/${param('userId')}`

export const roleActions = {
  giveRole: async (visit: Visit): Promise<Outcome> => {
    const { client, form, param } = visit
    const role = { key: form.get('roleKey') ?? '', ...timesFrom(form, GRANT_TIMES) }
    await client.api.assignRoles({ path: { userId: param('userId') }, body: { roles: [role] } })
    return { to: back(visit), done: 'role-given' }
  },
  takeRole: async (visit: Visit): Promise<Outcome> => {
    const { client, form, param } = visit
    await client.api.removeRole({ path: { userId: param('userId'), roleKey: form.get('roleKey') ?? '' } })
    return { to: back(visit), done: 'role-taken' }
  },
}
