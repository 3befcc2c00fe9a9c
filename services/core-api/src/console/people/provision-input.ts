import type { Input } from '@latchkey/client'

type Provision = Input<'provisionUser'>['body']
type Assignments = NonNullable<NonNullable<Provision['grants']>['buildingAssignments']>

/** How many assignments the form has room for. */
export const ASSIGNMENTS = 3

const assignmentsOf = (form: URLSearchParams): Assignments =>
  Array.from({ length: ASSIGNMENTS }, (_, at) => ({
    buildingId: form.get(`building${at}`) ?? '',
    // safe because the API refuses what is none of them
    type: (form.get(`type${at}`) ?? '') as Assignments[number]['type'],
  })).filter(({ buildingId }) => buildingId !== '')

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
      orgRoleKeys: form.getAll('roleKeys'),
      buildingAssignments: assignmentsOf(form),
      ...(buildingId !== '' && { resident: { buildingId, unitId, mode } }),
    },
    mode: { ifEmailExists: form.has('mustBeNew') ? 'ERROR' : 'LINK' },
  }
}
