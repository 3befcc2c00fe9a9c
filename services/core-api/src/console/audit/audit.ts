import type { Item } from '@latchkey/client'
import { type Html, html } from '../html.ts'
import type { Page } from '../page.ts'
import { filters } from '../parts/filters.ts'
import { linkTo, pageQuery, pager } from '../parts/pager.ts'
import { nothing, table } from '../parts/table.ts'
import { instant } from '../parts/text.ts'
import type { Visit } from '../visit.ts'
import { changesOf } from './changes.ts'
import { actorNames } from './names.ts'

const LIMIT = 25
type Event = Item<'listAuditEvents'>

/** A time of day as the browser sends it is that of UTC; what is none goes as it is, and the API says so. */
const momentOf = (text: string): string =>
  Number.isNaN(Date.parse(`${text}Z`)) ? text : new Date(`${text}Z`).toISOString()

const auditQuery = (visit: Visit) => {
  const given = (name: string) => visit.query.get(name) ?? ''
  return {
    ...pageQuery(visit, LIMIT),
    ...(given('action') !== '' && { action: given('action') }),
    ...(given('actor') !== '' && { actor: given('actor') }),
    ...(given('target') !== '' && { target: given('target') }),
    ...(given('from') !== '' && { from: momentOf(given('from')) }),
    ...(given('to') !== '' && { to: momentOf(given('to')) }),
  }
}

const only = (visit: Visit, name: 'actor' | 'target', id: string, text: string): Html =>
  html`<a href="${linkTo(visit, { [name]: id, cursor: '' })}">${text}<span class="unseen">: only these events</span></a>`

const rowOf = (visit: Visit, names: ReadonlyMap<string, string>) => (event: Event) => {
  const { actor, action, target, at } = event
  const { userId } = actor
  return [
    instant(at),
    html`<code>${action}</code>`,
    userId === null ? actor.type : only(visit, 'actor', userId, names.get(userId) ?? userId),
    only(visit, 'target', target.id, `${target.type} …${target.id.slice(-6)}`),
    changesOf(event),
  ]
}

/** The filters that have no field: each is shown with a way out of it. */
const chosen = (visit: Visit): Html => {
  const names = (['actor', 'target'] as const).filter((name) => visit.query.get(name))
  return names.length === 0
    ? html``
    : html`<p>${names.map((name) => html`Only one ${name}. <a href="${linkTo(visit, { [name]: '', cursor: '' })}">Show every ${name}</a> `)}</p>`
}

export const page: Page = {
  show: async (visit) => {
    const { items, nextCursor } = await visit.client.api.listAuditEvents({ query: auditQuery(visit) })
    const names = await actorNames(visit, items)
    return {
      title: 'Audit',
      section: '/console/audit',
      body: html`
        <div class="head"><div><h1>Audit</h1><p class="quiet">Whatever was changed, the latest first. Nobody can change it.</p></div></div>
        ${filters(
          visit,
          [
            { name: 'action', label: 'Action, as unit.created', type: 'search' },
            { name: 'from', label: 'From (UTC)', type: 'datetime-local' },
            { name: 'to', label: 'Before (UTC)', type: 'datetime-local' },
          ],
          ['actor', 'target'],
        )}
        ${chosen(visit)}
        ${table({
          caption: 'Events',
          columns: ['When', 'What', 'By', 'To', 'Change'],
          rows: items.map(rowOf(visit, names)),
          empty: nothing('No such event', 'Try another filter.'),
        })}
        ${pager(visit, nextCursor, 'events')}`,
    }
  },
}
