import type { Item } from '@latchkey/client'
import { type Html, html } from '../html.ts'

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const INSTANT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

const time = (format: Intl.DateTimeFormat, iso: string, zone = ''): Html =>
  html`<time datetime="${iso}">${format.format(new Date(iso))}${zone}</time>`

export const day = (iso: string): Html => time(DAY, iso)
/** The time of day is that of UTC, and says so. */
export const instant = (iso: string): Html => time(INSTANT, iso, ' UTC')

export const key = (permissionKey: string): Html => html`<code>${permissionKey}</code>`
export const keys = (permissionKeys: readonly string[]): Html =>
  html`<span class="keys">${permissionKeys.map((one) => html`${key(one)} `)}</span>`

export const capital = (word: string): string =>
  word.charAt(0).toUpperCase() + word.slice(1).toLowerCase().replaceAll('_', ' ')

type Status = Item<'listUsers'>['status']
const TONE: Readonly<Record<Status, string>> = { ACTIVE: 'good', INVITED: 'waiting', DISABLED: 'off' }
export const status = (one: Status): Html => html`<span class="tag ${TONE[one]}">${capital(one)}</span>`
export const tag = (text: string, tone = 'plain'): Html => html`<span class="tag ${tone}">${text}</span>`
