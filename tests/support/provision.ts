import { PASSWORD } from './accounts.ts'
import type { Http, Reply } from './http.ts'
import { unique, type World } from './world.ts'

export interface ResidentGrant {
  readonly buildingId: string
  readonly unitId: string
  readonly mode?: 'ADD' | 'MOVE'
  readonly fromUnitId?: string
  readonly startAt?: string
  readonly plannedEndAt?: string
}

export interface Grants {
  readonly orgRoleKeys?: readonly string[]
  readonly roles?: readonly object[]
  readonly buildingAssignments?: readonly { readonly buildingId: string; readonly type: string }[]
  readonly resident?: ResidentGrant
}

export interface ProvisionBody {
  readonly identity: Readonly<Record<string, unknown>>
  readonly grants?: Grants
  readonly mode?: Readonly<Record<string, unknown>>
}

const PROVISION = '/api/org/users/provision'

export const newEmail = (): string => `${unique('jane')}@example.test`

/** Somebody new, with a password, unless it is said otherwise. */
export const identity = (over: Readonly<Record<string, unknown>> = {}) => ({
  email: newEmail(),
  name: 'Jane',
  password: PASSWORD,
  ...over,
})

/** Somebody new who is invited, which takes no work of hashing. */
export const invitee = (email = newEmail()) => ({ email, name: 'Jane', sendInvite: true })

export const provision = (http: Http, body: ProvisionBody): Promise<Reply> => http.post(PROVISION, body)

/** A grant of every kind, in two new buildings, and what `heldBy` shows of somebody who has them all. */
export async function everyGrant(world: World) {
  const [a1, a2] = [await world.building(), await world.building()]
  const unitId = await world.unit(a1)
  const buildingAssignments = [
    { buildingId: a1, type: 'MANAGER' },
    { buildingId: a2, type: 'STAFF' },
    { buildingId: a1, type: 'BUILDING_ADMIN' },
  ]
  const grants = { orgRoleKeys: ['admin', 'viewer'], buildingAssignments, resident: { buildingId: a1, unitId } }
  const assignments = buildingAssignments.map(({ buildingId, type }) => `${buildingId} ${type}`).toSorted()
  return { grants, held: { roles: ['admin', 'viewer'], assignments, occupancies: [`${unitId} ACTIVE`] } }
}
