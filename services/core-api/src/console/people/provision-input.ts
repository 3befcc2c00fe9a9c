import type { Input } from '@latchkey/client'
import { GRANT_TIMES, STAY_TIMES, timesFrom } from '../parts/times.ts'

type Provision = Input<'provisionUser'>['body']
type Grants = NonNullable<Provision['grants']>
type Assignment = NonNullable<Grants['buildingAssignments']>[number]

/** The form, as its fields and its action are called. */
export const of = 'provision'

/** The assignments that the form has room for. */
export const SLOTS = [0, 1, 2] as const

/** As the fields of one assignment are told from those of the others. */
export const slotName = (slot: number): string => `building${slot}`

/** Those that are filled in, in the order in which the API gets them. */
export const filledSlots = (form: URLSearchParams): readonly number[] =>
  SLOTS.filter((slot) => (form.get(slotName(slot)) ?? '') !== '')

const assignmentsOf = (form: URLSearchParams): Assignment[] =>
  filledSlots(form).map((slot) => ({
    buildingId: form.get(slotName(slot)) ?? '',
    // safe because the API refuses what is none of them
    type: (form.get(`type${slot}`) ?? '') as Assignment['type'],
    ...timesFrom(form, GRANT_TIMES, slotName(slot)),
  }))

/** The roles that are ticked, in the order in which the API gets them. */
export const tickedRoles = (form: URLSearchParams): readonly string[] => form.getAll('roleKeys')

const rolesOf = (form: URLSearchParams): NonNullable<Grants['roles']> =>
  tickedRoles(form).map((key) => ({ key, ...timesFrom(form, GRANT_TIMES, key) }))

/** What the form asks for; `home` is a building and a unit of it. */
export function provisionOf(form: URLSearchParams): Provision {
  const text = (name: string) => form.get(name) ?? ''
  const [buildingId = '', unitId = ''] = text('home').split('/')
  const mode = form.has('move') ? 'MOVE' : 'ADD'
  const password = text('password')
  return {
    identity: {
      email: text('email'),
      name: text('name'),
      ...(password !== '' && { password }),
      ...(form.has('sendInvite') && { sendInvite: true }),
    },
    grants: {
      roles: rolesOf(form),
      buildingAssignments: assignmentsOf(form),
      ...(buildingId !== '' && { resident: { buildingId, unitId, mode, ...timesFrom(form, STAY_TIMES) } }),
    },
    mode: { ifEmailExists: form.has('mustBeNew') ? 'ERROR' : 'LINK' },
  }
}
