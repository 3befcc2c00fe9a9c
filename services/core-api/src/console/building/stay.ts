import type { Html } from '../html.ts'
import type { Refused } from '../page.ts'
import { input } from '../parts/field.ts'
import type { Visit } from '../visit.ts'
import type { Place } from './building.ts'

interface StayOptions {
  /** The form, and where in what is sent the times stand. */
  readonly of: string
  readonly refused: Refused | undefined
  readonly at?: string
}

/** From when to when somebody lives there: days where the building has a time zone, else moments in UTC. */
export function stayFields({ detail }: Place, { of, refused, at = '' }: StayOptions): Html[] {
  const zone = detail?.timezone ?? null
  const type = zone === null ? 'datetime-local' : 'date'
  const hint = zone === null ? 'In UTC' : `The day begins as it does in ${zone}`
  const field = (name: 'startAt' | 'plannedEndAt', label: string) =>
    input({ of, refused, name, label, type, hint, pointer: `${at}/${name}` })
  return [field('startAt', 'From; now when it is empty'), field('plannedEndAt', 'Until')]
}

/** What was typed, as the API takes it: a day as it is, a moment without a zone in UTC. */
export function stayFrom({ form }: Visit): { startAt?: string; plannedEndAt?: string } {
  const named = (name: 'startAt' | 'plannedEndAt') => {
    const text = form.get(name) ?? ''
    return text === '' ? {} : { [name]: /T\d\d:\d\d$/.test(text) ? `${text}:00Z` : text }
  }
  return { ...named('startAt'), ...named('plannedEndAt') }
}
