import { z } from 'zod'
import type { Session } from '../api/session.ts'
import { localPart, type Passwords } from './accounts.ts'
import { COLLEAGUES, type Colleague, INVITED_RESIDENTS, RESIDENTS } from './cast.ts'
import { type Home, homeAt } from './homes.ts'
import type { Place } from './places.ts'

const Provisioned = z.object({ user: z.object({ id: z.string() }) })

const EVERYBODY: readonly Colleague[] = [
  ...RESIDENTS.map((name) => (INVITED_RESIDENTS.includes(name) ? { name, status: 'INVITED' as const } : { name })),
  ...COLLEAGUES,
]

export const emailOf = (slug: string, name: string): string => `${localPart(name)}@${slug}.example`

/** The demonstration as it is made. */
export interface Making {
  readonly admin: Session
  readonly slug: string
  readonly passwords: Passwords
  readonly homes: ReadonlyMap<Place, Home>
}

/** Brings somebody in with roles and assignments; somebody who is there stays as they are. Answers the id. */
async function bringIn({ admin, slug, passwords, homes }: Making, person: Colleague): Promise<string> {
  const { name, roles = [], assignments = [], status } = person
  const email = emailOf(slug, name)
  const credential = status === 'INVITED' ? { sendInvite: true } : { password: passwords.initial(email) }
  const buildingAssignments = assignments.map(([place, type]) => ({ buildingId: homeAt(homes, place).id, type }))
  const body = { identity: { email, name, ...credential }, grants: { orgRoleKeys: roles, buildingAssignments } }
  const { user } = await admin.ask({ method: 'POST', path: '/api/org/users/provision', body }, Provisioned)
  return user.id
}

/** Everybody with their grants; `step` is called for each. Answers the ids by name. @throws UnexpectedReply */
export async function makePeople(making: Making, step: () => void): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const person of EVERYBODY) {
    const id = await bringIn(making, person)
    ids.set(person.name, id)
    if (person.overrides) {
      const overrides = person.overrides.map(([permissionKey, effect]) => ({ permissionKey, effect }))
      const path = `/api/users/${id}/permission-overrides`
      await making.admin.ask({ method: 'PUT', path, body: { overrides } }, z.unknown())
    }
    step()
  }
  return ids
}

export const PEOPLE_COUNT = EVERYBODY.length

const gone = COLLEAGUES.filter(({ status }) => status === 'DISABLED')

/** Disables those who have gone: the last that is done. @throws UnexpectedReply */
export async function disableTheGone({ admin }: Making, ids: ReadonlyMap<string, string>): Promise<void> {
  for (const { name } of gone) {
    await admin.ask({ method: 'PATCH', path: `/api/users/${ids.get(name)}`, body: { status: 'DISABLED' } }, z.unknown())
  }
}

/** Whether all has been made: the last of the gone is disabled. @throws UnexpectedReply */
export async function isComplete(admin: Session, slug: string): Promise<boolean> {
  const last = emailOf(slug, gone.at(-1)?.name ?? '')
  const found = await admin.list('/api/users?status=DISABLED', z.object({ email: z.string() }))
  return found.some(({ email }) => email === last)
}
