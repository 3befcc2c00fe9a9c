import type { Client } from '@latchkey/client'
import { LARGEST_PAGE } from '../api/operator.ts'
import { localPart, type Passwords } from './accounts.ts'
import { COLLEAGUES, type Colleague, INVITED_RESIDENTS, RESIDENTS } from './cast.ts'
import { type Home, homeAt } from './homes.ts'
import type { Place } from './places.ts'

const EVERYBODY: readonly Colleague[] = [
  ...RESIDENTS.map((name) => (INVITED_RESIDENTS.includes(name) ? { name, status: 'INVITED' as const } : { name })),
  ...COLLEAGUES,
]

export const emailOf = (slug: string, name: string): string => `${localPart(name)}@${slug}.example`

/** The demonstration as it is made. */
export interface Making {
  readonly admin: Client
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
  const { user } = await admin.api.provisionUser({
    body: { identity: { email, name, ...credential }, grants: { orgRoleKeys: [...roles], buildingAssignments } },
  })
  return user.id
}

/** Everybody with their grants; `step` is called for each. Answers the ids by name. @throws LatchkeyError, UnreachableError */
export async function makePeople(making: Making, step: () => void): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const person of EVERYBODY) {
    const id = await bringIn(making, person)
    ids.set(person.name, id)
    if (person.overrides) {
      const overrides = person.overrides.map(([permissionKey, effect]) => ({ permissionKey, effect }))
      await making.admin.api.replacePermissionOverrides({ path: { userId: id }, body: { overrides } })
    }
    step()
  }
  return ids
}

export const PEOPLE_COUNT = EVERYBODY.length

const gone = COLLEAGUES.filter(({ status }) => status === 'DISABLED')

/** Disables those who have gone: the last that is done. @throws LatchkeyError, UnreachableError */
export async function disableTheGone({ admin }: Making, ids: ReadonlyMap<string, string>): Promise<void> {
  for (const { name } of gone) {
    await admin.api.changeUser({ path: { userId: ids.get(name) ?? '' }, body: { status: 'DISABLED' } })
  }
}

/** Whether all has been made: the last of the gone is disabled. @throws LatchkeyError, UnreachableError */
export async function isComplete({ pages }: Client, slug: string): Promise<boolean> {
  const last = emailOf(slug, gone.at(-1)?.name ?? '')
  const found = await Array.fromAsync(pages('listUsers', { query: { ...LARGEST_PAGE, status: 'DISABLED' } }))
  return found.some(({ email }) => email === last)
}
