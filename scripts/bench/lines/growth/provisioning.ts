import type { Bench } from '../../bench.ts'
import { post, writeRequests } from '../../load/requests.ts'
import { emailOf, unitsOf } from '../../seed/bulk-org.ts'
import type { Asking, Party } from './party.ts'

const PROVISION = '/api/org/users/provision'

/** Whom a call gives what: a role, an assignment and an empty unit of building 0. */
export interface Given {
  readonly person: number
  readonly building: number
  readonly roleKeys: readonly string[]
}

/** Calls that each fill another empty unit: the n-th gives what `given` says. */
export function provisioning(
  bench: Bench,
  { bulk, user, adminHeaders, firstEmptyUnit, id }: Party,
  count: number,
  given: (n: number) => Given,
): Asking {
  const requests = Array.from({ length: count }, (_, n) => {
    const { person, building, roleKeys } = given(n)
    const body = {
      identity: { email: emailOf(person), name: `User ${person}` },
      grants: {
        orgRoleKeys: roleKeys,
        buildingAssignments: [{ buildingId: id('building', building), type: 'MANAGER' }],
        resident: { buildingId: id('building', 0), unitId: id('unit', unitsOf(bulk) + firstEmptyUnit + n) },
      },
    }
    return { text: post(PROVISION, adminHeaders, body) }
  })
  const written = writeRequests(bench.folder, `${bulk.slug}-${user}-provisioning`, requests)
  return { service: 'coreApi', requests: written, onceEach: true }
}
