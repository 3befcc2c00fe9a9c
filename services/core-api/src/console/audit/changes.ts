import type { Item } from '@latchkey/client'
import { type Html, html } from '../html.ts'

type Event = Item<'listAuditEvents'>
const MOST = 200

/** A value as it was written down, cut where it is long. */
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '–')
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}

/** What an event changed, member by member. */
export function changesOf({ before, after }: Event): Html {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const changed = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
  if (changed.length === 0) return html`<span class="quiet">–</span>`
  return html`<details class="fold"><summary>${changed.length} ${changed.length === 1 ? 'member' : 'members'}</summary>
    <dl class="facts">${changed.map(
      (name) =>
        html`<dt>${name}</dt><dd>${before !== null && html`<del>${shown(before[name])}</del> `}${after !== null && html`<ins>${shown(after[name])}</ins>`}</dd>`,
    )}</dl></details>`
}
