import { randomUUID } from 'node:crypto'
import { type Html, html } from '../html.ts'
import type { Refused } from '../page.ts'
import { instant } from './text.ts'

interface Action {
  /** What the form does, and as what a refusal comes back. */
  readonly action: string
  /** Another page than the one it stands in. */
  readonly to?: string
}

interface FormOptions extends Action {
  readonly refused?: Refused | undefined
  /** Names the form for those who do not see where it stands. */
  readonly label?: string
  readonly fields: readonly Html[]
  readonly submit: string
  readonly kind?: 'primary' | 'danger'
  /** Tells forms apart that do the same to different things. */
  readonly about?: Readonly<Record<string, string>>
}

const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}" />`

// The key is sent to the API as Idempotency-Key: a form that is sent twice is done once.
const begin = ({ action, about = {} }: Pick<FormOptions, 'action' | 'about'>): Html =>
  html`${hidden('do', action)}${hidden('key', randomUUID())}${Object.entries(about).map(([name, value]) => hidden(name, value))}`

const target = (to: string | undefined) => to !== undefined && html` action="${to}"`

/** Whether a refusal is of this form. */
const refusedHere = (
  refused: Refused | undefined,
  { action, about = {} }: Pick<FormOptions, 'action' | 'about'>,
): Refused | undefined =>
  refused?.action === action && Object.entries(about).every(([name, value]) => refused.form.get(name) === value)
    ? refused
    : undefined

/** What the API said of the whole; what it said of fields stands beside them too. */
export const refusal = ({ problem: { title, detail, conflict, errors = [] } }: Refused): Html => html`
  <div class="refusal" role="alert" tabindex="-1" autofocus>
    <p>${detail ?? title}</p>
    ${conflict !== undefined && html`<p>In the way: from ${instant(conflict.startAt)} ${conflict.endAt === null ? 'on, without an end' : html`until ${instant(conflict.endAt)}`}.</p>`}
    ${errors.length > 0 && html`<ul>${errors.map(({ pointer, message }) => html`<li>${pointer.slice(1).replaceAll('/', ' ')} ${message}</li>`)}</ul>`}
  </div>`

export function form({ action, to, refused, label, fields, submit, kind = 'primary', about = {} }: FormOptions): Html {
  const here = refusedHere(refused, { action, about })
  return html`
  <form method="post"${target(to)}${label !== undefined && html` aria-label="${label}"`}>
    ${begin({ action, about })}
    ${here && refusal(here)}
    ${fields}
    <p class="submit"><button class="${kind}">${submit}</button></p>
  </form>`
}

interface ButtonOptions extends Action {
  readonly kind?: 'primary' | 'danger' | 'plain'
  readonly about?: Readonly<Record<string, string>>
  /** Said after the text to those who do not see where the button stands. */
  readonly unseen?: string
}

const named = (text: string, unseen: string | undefined) =>
  html`${text}${unseen !== undefined && html`<span class="unseen"> ${unseen}</span>`}`

/** A form that is nothing but its button. */
export const actionButton = ({ action, to, kind = 'plain', about = {}, unseen }: ButtonOptions, text: string): Html =>
  html`<form method="post" class="inline"${target(to)}>${begin({ action, about })}<button class="${kind}">${named(text, unseen)}</button></form>`

/** A step that is told before it is taken. */
export const confirmed = (summary: string, unseen: string, question: string, button: Html): Html => html`
  <details class="confirm">
    <summary>${named(summary, unseen)}</summary>
    <div><p>${question}</p>${button}</div>
  </details>`
