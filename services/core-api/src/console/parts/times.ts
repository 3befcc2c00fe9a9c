import type { Html } from '../html.ts'
import type { Refused } from '../page.ts'
import { input } from './field.ts'

interface TimesOptions {
  /** The form, and where in what is sent the times stand. */
  readonly of: string
  readonly refused?: Refused | undefined
  readonly at?: string
  /** The time zone of the building, if it has one: then days may be named. */
  readonly zone: string | null
  /** What the API calls the beginning and the end. */
  readonly names: readonly [from: string, until: string]
}

/** From when to when: days where the building has a time zone, else moments in UTC. */
export function timesFields({ of, refused, at = '', zone, names: [from, until] }: TimesOptions): Html[] {
  const type = zone === null ? 'datetime-local' : 'date'
  const hint = zone === null ? 'In UTC' : `The day begins as it does in ${zone}`
  const field = (name: string, label: string) =>
    input({ of, refused, name, label, type, hint, pointer: `${at}/${name}` })
  return [field(from, 'From; now when it is empty'), field(until, 'Until')]
}

/** What was typed, as the API takes it: a day as it is, a moment without a zone in UTC. */
export function timesFrom<Name extends string>(form: URLSearchParams, names: readonly Name[]) {
  const named = names.flatMap((name): [Name, string][] => {
    const text = form.get(name) ?? ''
    return text === '' ? [] : [[name, /T\d\d:\d\d$/.test(text) ? `${text}:00Z` : text]]
  })
  // safe because each name stands with a text or not at all
  return Object.fromEntries(named) as { [One in Name]?: string }
}
