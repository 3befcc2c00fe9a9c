import type { Result } from '@latchkey/client'
import { type Html, html } from '../html.ts'
import type { Page } from '../page.ts'
import { checkbox } from '../parts/field.ts'
import { form } from '../parts/form.ts'
import { capital, instant, tag } from '../parts/text.ts'
import type { Visit } from '../visit.ts'
import { section } from './people.ts'

const of = 'revokeAll'
type Revoked = Result<'revokeAll'>

const part = (title: string, items: readonly Html[]): Html | false =>
  items.length > 0 && html`<dt>${title}</dt><dd>${items.map((item) => html`<div>${item}</div>`)}</dd>`

/** When it counts, where that is not from now on and for good. */
const times = ({
  startsAt,
  endsAt,
}: {
  readonly startsAt: string | null
  readonly endsAt: string | null
}): Html => html`
  ${startsAt !== null && html`<span class="quiet">from ${instant(startsAt)}</span>`}
  ${endsAt !== null && html`<span class="quiet">until ${instant(endsAt)}</span>`}`

const home = ({ status, startAt }: Revoked['occupancies'][number], name: string): Html =>
  status === 'SCHEDULED' ? html`booked in ${name} ${times({ startsAt: startAt, endsAt: null })}` : html`in ${name}`

/** Buildings by name, as far as the person may read them. */
async function namesOf(visit: Visit, { assignments, occupancies }: Revoked): Promise<(id: string) => string> {
  const ids = [...new Set([...assignments, ...occupancies].map(({ buildingId }) => buildingId))].slice(0, 100)
  if (ids.length === 0) return () => ''
  const rights = await visit.rights(ids)
  const readable = ids.filter((id) => rights.in(id).has('buildings.read'))
  const read = (buildingId: string) => visit.client.api.getBuilding({ path: { buildingId } })
  const names = new Map((await Promise.all(readable.map(read))).map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? 'a building'
}

const preview = (revoked: Revoked, nameOf: (id: string) => string): Html => {
  const { roles, overrides, assignments, occupancies, sessions, invite } = revoked
  const parts = [
    part(
      'Roles',
      roles.map((role) => html`${tag(role.key, 'accent')} ${times(role)}`),
    ),
    part(
      'Overrides',
      overrides.map((one) => html`${one.effect} <code>${one.permissionKey}</code> ${times(one)}`),
    ),
    part(
      'Assignments',
      assignments.map((one) => html`${capital(one.type)} of ${nameOf(one.buildingId)} ${times(one)}`),
    ),
    part(
      'Homes',
      occupancies.map((one) => home(one, nameOf(one.buildingId))),
    ),
    part('Sessions', sessions > 0 ? [html`${sessions}`] : []),
    part('Invite', invite === null ? [] : [html`the pending one`]),
  ].filter((one) => one !== false)
  return parts.length === 0 ? html`<p>There is nothing to take away.</p>` : html`<dl class="facts">${parts}</dl>`
}

export const page: Page = {
  show: async (visit, refused) => {
    const { client, param, query } = visit
    const path = { userId: param('userId') }
    const endOccupancies = query.has('endOccupancies')
    const user = await client.api.getUser({ path })
    const revoked = await client.api.revokeAll({ path, body: { dryRun: true, endOccupancies } })
    return {
      title: `Take everything away from ${user.name}`,
      section,
      body: html`
        <p class="crumbs"><a href="/console/people">People</a> / <a href="/console/people/${user.id}">${user.name}</a></p>
        <div class="head"><h1>Take everything away from ${user.name}</h1></div>
        <form method="get" class="filters">
          ${checkbox({ of: 'preview', name: 'endOccupancies', label: 'They move out, too', checked: endOccupancies })}
          <button>Show what goes</button>
        </form>
        <div class="card" id="preview"><h2>This is what goes</h2>
          ${preview(revoked, await namesOf(visit, revoked))}
          <p class="quiet">The account stays. Nothing has been taken away yet.</p>
          ${form({
            ...{ action: of, refused, submit: 'Take it all away now', kind: 'danger', fields: [] },
            about: { endOccupancies: endOccupancies ? 'yes' : '' },
          })}
        </div>`,
    }
  },
  actions: {
    revokeAll: async ({ client, form, param }) => {
      const path = { userId: param('userId') }
      await client.api.revokeAll({ path, body: { endOccupancies: form.get('endOccupancies') === 'yes' } })
      return { to: `/console/people/${path.userId}`, done: 'revoked' }
    },
  },
}
