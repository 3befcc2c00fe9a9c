import { type Html, html } from '../html.ts'
import type { Page } from '../page.ts'
import { refusal } from '../parts/form.ts'
import { pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { day, key, keys, status } from '../parts/text.ts'
import { grantText, keyList, type PersonAccess } from './grants.ts'
import { section } from './people.ts'
import { accountActions, accountSteps } from './person-account.ts'
import { overrideActions, overrideSteps } from './person-overrides.ts'
import { mayGiveRights, roleActions, roleSteps } from './person-roles.ts'

const LIMIT = 25
/** Actions with fields: what is wrong with them is said beside these. */
const TOLD_IN_FORM = new Set(['giveRole', 'override'])

type Grant = PersonAccess['org']['via'][number]

const grantRow = (grant: Grant) => [
  'permissionKey' in grant && grant.permissionKey !== undefined
    ? html`${grantText(grant)} ${key(grant.permissionKey)}`
    : grantText(grant),
  day(grant.since),
  grant.by === null
    ? html`<span class="quiet">no user</span>`
    : html`<a href="/console/people/${grant.by.id}">${grant.by.name}</a>`,
]

const GRANT_COLUMNS = ['Through', 'Since', 'Given by']

const inOrg = ({ org, allBuildings, user }: PersonAccess): Html => html`
  <section><h2>In the organisation</h2>
    ${table({
      caption: 'Grants in the organisation',
      columns: GRANT_COLUMNS,
      rows: org.via.map(grantRow),
      empty: nothing('No role', 'Nothing holds everywhere.'),
    })}
    ${org.denied.length > 0 && html`<p>Taken away by a DENY: ${keys(org.denied)}</p>`}
    ${
      user.status === 'ACTIVE'
        ? org.permissionKeys.length > 0 &&
          html`<div class="after">${keyList(org.permissionKeys)}${allBuildings && html`<p class="quiet">Some of them hold in every building.</p>`}</div>`
        : html`<p class="quiet">Nothing of it counts while the account is not active.</p>`
    }
  </section>`

const inBuildings = ({ items, user }: PersonAccess, mayExplain: boolean): Html => html`
  ${items.map(
    ({ building, via, permissionKeys }) => html`
    <section><h2><a href="/console/buildings/${building.id}">${building.name}</a></h2>
      ${table({ caption: `Grants in ${building.name}`, columns: GRANT_COLUMNS, rows: via.map(grantRow), empty: nothing('No grant', '') })}
      <div class="after">${keyList(permissionKeys)}
        ${mayExplain && html`<p><a href="/console/buildings/${building.id}/access/${user.id}">Why, and why not<span class="unseen"> in ${building.name}</span></a></p>`}</div>
    </section>`,
  )}`

export const page: Page = {
  show: async (visit, refused) => {
    const path = { userId: visit.param('userId') }
    const access = await visit.client.api.getUserAccess({ path, query: pageQuery(visit, LIMIT) })
    const [me, rights] = await Promise.all([visit.me(), visit.rights()])
    const isSelf = me.user.id === access.user.id
    const mayGive = !isSelf && mayGiveRights(rights)
    const { user } = access
    return {
      title: user.name,
      section,
      body: html`
        <p class="crumbs"><a href="/console/people">People</a></p>
        <div class="head"><div><h1>${user.name}</h1>
          <p class="quiet">${user.email} ${status(user.status)}
            ${user.pendingEmail !== undefined && html`· will be ${user.pendingEmail} once confirmed`}
            ${user.mustChangePassword && html`· must change the password`}</p></div>
          ${!isSelf && rights.org.has('users.write') && rights.org.has('roles.assign') && html`<a class="button" href="/console/people/${user.id}/revoke-all">Take everything away</a>`}
        </div>
        ${refused && !(mayGive && TOLD_IN_FORM.has(refused.action)) && refusal(refused)}
        <div class="beside"><div>${inOrg(access)}${inBuildings(access, rights.org.has('building.assignments.read'))}
          ${pager(visit, access.nextCursor, 'buildings')}</div>
          <aside>${isSelf ? html`<p class="card quiet">This is you: somebody else changes your roles and your account.</p>` : html`${accountSteps(user, rights)}${await roleSteps(visit, access, rights, refused)}${await overrideSteps(visit, rights, refused)}`}</aside>
        </div>`,
    }
  },
  actions: { ...accountActions, ...roleActions, ...overrideActions },
}
