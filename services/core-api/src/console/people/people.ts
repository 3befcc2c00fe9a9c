import type { Item } from '@latchkey/client'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { filters } from '../parts/filters.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { day, status, tag } from '../parts/text.ts'
import type { Visit } from '../visit.ts'

const LIMIT = 50
export const section = '/console/people'

type User = Item<'listUsers'>
const STATUSES = ['ACTIVE', 'INVITED', 'DISABLED'] as const

const userQuery = (visit: Visit) => {
  const given = (name: string) => visit.query.get(name) ?? ''
  const wanted = STATUSES.find((one) => one === given('status'))
  return {
    ...pageQuery(visit, LIMIT),
    ...(given('q') !== '' && { q: given('q') }),
    ...(wanted && { status: wanted }),
    // safe because the API refuses what is no role
    ...(given('roleKey') !== '' && { roleKey: given('roleKey') as User['roleKeys'][number] }),
  }
}

const row = ({ id, name, email, status: state, roleKeys, createdAt }: User) => [
  html`<a href="/console/people/${id}">${name}</a>`,
  email,
  status(state),
  html`${roleKeys.map((role) => html`${tag(role, 'accent')} `)}`,
  day(createdAt),
]

/** The roles there are; nobody filters by them who may not read them. */
async function roleOptions(visit: Visit) {
  const { org } = await visit.rights()
  const { items } = org.has('roles.read') ? await visit.client.api.listRoles() : { items: [] }
  return [{ value: '', text: 'Any role' }, ...items.map(({ key, name }) => ({ value: key, text: name }))]
}

export const page: Page = {
  show: async (visit) => {
    const [{ items, nextCursor }, roles, rights] = await Promise.all([
      visit.client.api.listUsers({ query: userQuery(visit) }),
      roleOptions(visit),
      visit.rights(),
    ])
    const statuses = STATUSES.map((one) => ({ value: one, text: one.charAt(0) + one.slice(1).toLowerCase() }))
    return {
      title: 'People',
      section,
      body: html`
        <div class="head"><h1>People</h1>
          ${rights.org.has('users.write') && html`<a class="button primary" href="/console/people/new">Bring somebody in</a>`}</div>
        ${filters(visit, [
          { name: 'q', label: 'Name or email', type: 'search' },
          { name: 'status', label: 'Account', options: [{ value: '', text: 'Any account' }, ...statuses] },
          { name: 'roleKey', label: 'Role', options: roles },
        ])}
        ${table({
          caption: 'People',
          columns: ['Name', 'Email', 'Account', 'Roles', 'Since'],
          rows: items.map(row),
          empty: nothing('Nobody found', 'Try another name or filter.'),
        })}
        ${pager(visit, nextCursor, 'people')}`,
    }
  },
}
