import { BUILDING_KEYS, ROLES } from '@latchkey/shared/permissions'
import type { Resolved } from './names.ts'
import type { Org } from './org.ts'
import type { Row } from './row.ts'

type Action = 'create' | 'link' | 'unchanged' | 'conflict'

/** What becomes of a row; a conflict has the code with which the API refuses it. */
export interface Outcome {
  readonly action: Action
  readonly code: string | undefined
}

export interface Planned extends Resolved {
  readonly expected: Outcome
  /** Whether somebody new is invited by it. */
  readonly isNew: boolean
}

const conflict = (code: string): Outcome => ({ action: 'conflict', code })

/** Rights in the whole org that the rows need, those of the rehearsal first. */
export function neededPermissions(rows: readonly Row[]): string[] {
  const some = (is: (row: Row) => boolean, ...keys: string[]) => (rows.some(is) ? keys : [])
  return [
    ...['users.read', 'users.write'],
    ...some(({ building }) => building !== '', 'buildings.read', 'units.read'),
    ...some(({ building }) => building !== '', 'building.assignments.read', 'occupancy.read'),
    ...some(({ types }) => types.length > 0, 'building.assignments.write'),
    ...some(({ unit }) => unit !== '', 'occupancy.write'),
    ...some(({ roleKeys }) => roleKeys.length > 0, 'roles.assign'),
  ]
}

/** Nobody gives away what they do not hold, nor themselves a role. */
function refusalOf({ roleKeys, types }: Row, { permissions, ownId }: Org, userId: string | undefined) {
  if (roleKeys.length > 0 && userId === ownId) return conflict('self_change')
  const given = [
    ...roleKeys.flatMap((key) => ROLES[key].permissionKeys),
    ...(types.includes('BUILDING_ADMIN') ? BUILDING_KEYS : []),
  ]
  return given.every((key) => permissions.has(key)) ? undefined : conflict('grant_exceeds_authority')
}

/** The org as it becomes, row by row; people are known by email. */
function standIn({ users, buildings }: Org) {
  const known = new Map(users.map(({ id, email, status }) => [email, { id, status }]))
  const emails = new Map(users.map(({ id, email }) => [id, email]))
  const emailOf = (id: string) => emails.get(id) ?? id
  const held = new Set([
    ...users.flatMap(({ email, roleKeys }) => roleKeys.map((key) => `${email} role ${key}`)),
    ...buildings.flatMap(({ id, assignments }) =>
      assignments.map(({ userId, type }) => `${emailOf(userId)} ${id} ${type}`),
    ),
  ])
  const occupancies = buildings.flatMap((building) => building.occupancies)
  const [active, ahead] = [
    occupancies.filter(({ status }) => status === 'ACTIVE'),
    occupancies.filter(({ status }) => status === 'SCHEDULED'),
  ]
  const residents = new Map(active.map(({ unitId, residentUserId }) => [unitId, emailOf(residentUserId)]))
  const booked = new Set(ahead.map(({ unitId }) => unitId))
  return { known, held, residents, booked }
}

/**
 * Tells what becomes of each row when they are carried out one after the other, by the rules of provisioning: LINK, ADD.
 * Reads nothing and changes nothing.
 */
export function rehearse(rows: readonly Resolved[], org: Org): Planned[] {
  const { known, held, residents, booked } = standIn(org)
  return rows.map((resolved) => {
    const { row, buildingId, unitId } = resolved
    const { email } = row
    const user = known.get(email)
    const isNew = user === undefined
    const planned = (expected: Outcome): Planned => ({ ...resolved, expected, isNew })
    const refusal = refusalOf(row, org, user?.id)
    if (refusal !== undefined) return planned(refusal)
    if (user?.status === 'DISABLED') return planned(conflict('user_disabled'))
    const resident = unitId === undefined ? undefined : residents.get(unitId)
    if (resident !== undefined && resident !== email) return planned(conflict('unit_occupied'))
    // Who moves in stays for good: into what is booked.
    if (unitId !== undefined && resident === undefined && booked.has(unitId)) return planned(conflict('unit_occupied'))
    const grants = [
      ...row.roleKeys.map((key) => `${email} role ${key}`),
      ...row.types.map((type) => `${email} ${buildingId} ${type}`),
    ]
    const movesIn = unitId !== undefined && resident === undefined
    const changes = movesIn || grants.some((grant) => !held.has(grant))
    for (const grant of grants) held.add(grant)
    if (unitId !== undefined) residents.set(unitId, email)
    if (isNew) known.set(email, { id: '', status: 'INVITED' })
    return planned({ action: isNew ? 'create' : changes ? 'link' : 'unchanged', code: undefined })
  })
}
