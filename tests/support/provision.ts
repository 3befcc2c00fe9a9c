import { PASSWORD } from './accounts.ts'
import type { Http, Reply } from './http.ts'
import { unique } from './world.ts'

export interface ResidentGrant {
  readonly buildingId: string
  readonly unitId: string
  readonly mode?: 'ADD' | 'MOVE'
  readonly fromUnitId?: string
}

export interface Grants {
  readonly orgRoleKeys?: readonly string[]
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

/** What a refusal comes to: the status, the code and where it points. */
export const refusalOf = (reply: Reply): unknown[] => {
  const pointer = reply.at('errors.0.pointer')
  return pointer === undefined ? [reply.status, reply.code] : [reply.status, reply.code, pointer]
}

export const many = <Result>(count: number, one: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => one(index)))

/** How many answers there were of each kind, as `201` or `409 unit_occupied`. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, code } of replies) {
    const kind = code === undefined ? String(status) : `${status} ${code}`
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
