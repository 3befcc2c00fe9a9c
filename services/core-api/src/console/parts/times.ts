import type { Html } from '../html.ts'
import type { Refused } from '../page.ts'
import { input } from './field.ts'

/** What the API calls the beginning and the end of a role, an assignment or an override. */
export const GRANT_TIMES = ['startsAt', 'endsAt'] as const
/** The same of somebody who lives somewhere. */
export const STAY_TIMES = ['startAt', 'plannedEndAt'] as const

interface TimesOptions {
  /** The form, and where in what is sent the times stand. */
  readonly of: string
  readonly refused?: Refused | undefined
  readonly at?: string
  /** The time zone of the building, if it has one: then days may be named. */
  readonly zone: string | null
  readonly names: readonly [from: string, until: string]
  /** Tells the times of one thing from those of the others in the same form. */
  readonly which?: string
}

const fieldName = (name: string, which: string): string => (which === '' ? name : `${name}-${which}`)

/** From when to when: days where the building has a time zone, else moments in UTC. */
export function timesFields({ of, refused, at = '', zone, names, which = '' }: TimesOptions): Html[] {
  const [from, until] = names
  const type = zone === null ? 'datetime-local' : 'date'
  const hint = zone === null ? 'In UTC' : `The day begins as it does in ${zone}`
  const field = (name: string, label: string) =>
    input({ of, refused, name: fieldName(name, which), label, type, hint, pointer: `${at}/${name}` })
  return [field(from, 'From; now when it is empty'), field(until, 'Until')]
}

/** What was typed, as the API takes it: a day as it is, a moment without a zone in UTC. */
export function timesFrom<Name extends string>(form: URLSearchParams, names: readonly Name[], which = '') {
  const named = names.flatMap((name): [Name, string][] => {
    const text = form.get(fieldName(name, which)) ?? ''
    return text === '' ? [] : [[name, /T\d\d:\d\d$/.test(text) ? `${text}:00Z` : text]]
  })
  // safe because each name stands with a text or not at all
  return Object.fromEntries(named) as { [One in Name]?: string }
}
