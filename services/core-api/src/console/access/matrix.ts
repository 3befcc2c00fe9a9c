import type { Result } from '@latchkey/client'
import { type Html, html } from '../html.ts'
import type { Page } from '../page.ts'
import { table } from '../parts/table.ts'
import { key } from '../parts/text.ts'

type Permission = Result<'listPermissions'>['items'][number]
type Role = Result<'listRoles'>['items'][number]

const cell = (holds: boolean): Html =>
  holds
    ? html`<span class="yes"><span aria-hidden="true">✓</span><span class="unseen">yes</span></span>`
    : html`<span class="no"><span aria-hidden="true">–</span><span class="unseen">no</span></span>`

/** What somebody holds in one building, by what the catalogue says of the key. */
const IN_BUILDING: readonly (readonly [name: string, holds: (permission: Permission) => boolean])[] = [
  ['Building admin', ({ resource }) => resource === 'building'],
  ['Manager, staff', ({ resource, access }) => resource === 'building' && access === 'read'],
  ['Resident', ({ resource, residents }) => resource === 'building' && residents],
]

const rowOf = (roles: readonly Role[]) => (permission: Permission) => [
  html`${key(permission.key)}<div class="quiet">${permission.description}</div>`,
  ...roles.map(({ permissionKeys }) => cell(permissionKeys.includes(permission.key))),
  ...IN_BUILDING.map(([, holds]) => cell(holds(permission))),
]

export const page: Page = {
  show: async ({ client }) => {
    const [permissions, roles] = await Promise.all([client.api.listPermissions(), client.api.listRoles()])
    return {
      title: 'Permissions',
      section: '/console/permissions',
      body: html`
        <div class="head"><div><h1>Permissions</h1>
          <p class="quiet">A role holds everywhere in the organisation; what comes with a building, or with living there, holds there alone.</p></div></div>
        <div class="matrix">
          ${table({
            caption: 'Who holds which permission',
            columns: ['Permission', ...roles.items.map(({ name }) => name), ...IN_BUILDING.map(([name]) => name)],
            rows: permissions.items.map(rowOf(roles.items)),
            empty: html``,
          })}
        </div>`,
    }
  },
}
