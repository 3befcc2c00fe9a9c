import { BUILDING_KEYS, ROLES } from '@latchkey/shared/permissions'
import type { Org } from './org.ts'
import type { Row } from './row.ts'
import { isCutBy, isForGood, isSameSpan, overlap, type Span, spanOf, type Timed } from './times.ts'

type Action = 'create' | 'link' | 'unchanged' | 'conflict'

/** What becomes of a row; a conflict has the code with which the API refuses it. */
export interface Outcome {
  readonly action: Action
  readonly code: string | undefined
}

export interface Planned extends Timed {
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

interface Stay extends Span {
  readonly email: string
}

/** The org as it becomes, row by row; people are known by email. */
function standIn({ users, buildings }: Org, now: number) {
  const known = new Map(users.map(({ id, email, status }) => [email, { id, status }]))
  const emails = new Map(users.map(({ id, email }) => [id, email]))
  const emailOf = (id: string) => emails.get(id) ?? id
  const held = new Map<string, Span>([
    ...users.flatMap(({ email, roles }) =>
      roles.map(({ key, startsAt, endsAt }) => [`${email} role ${key}`, spanOf(startsAt, endsAt, now)] as const),
    ),
    ...buildings.flatMap(({ id, assignments }) =>
      assignments.map(
        ({ userId, type, startsAt, endsAt }) =>
          [`${emailOf(userId)} ${id} ${type}`, spanOf(startsAt, endsAt, now)] as const,
      ),
    ),
  ])
  const stays = Map.groupBy(
    buildings.flatMap(({ occupancies }) => occupancies),
    ({ unitId }) => unitId,
  )
  const residents = new Map<string, Stay[]>()
  for (const [unitId, ofUnit] of stays) {
    const periods = ofUnit.map(({ residentUserId, status, startAt, endAt, plannedEndAt }) => {
      const until = endAt ?? plannedEndAt
      const end = until === null ? Number.POSITIVE_INFINITY : Date.parse(until)
      // Whoever lives there does, whatever the clock of this machine says.
      const from = status === 'ACTIVE' ? Number.NEGATIVE_INFINITY : Date.parse(startAt)
      return { email: emailOf(residentUserId), from, until: end }
    })
    residents.set(unitId, periods)
  }
  return { known, held, residents }
}

/** Conflicts of the import itself, never sent: rows that would take something away, and periods that have ended. */
const OURS = { heldForLonger: conflict('held_for_longer'), over: conflict('has_ended') }
export const isOurs = (outcome: Outcome): boolean => Object.values(OURS).includes(outcome)

/**
 * Tells what becomes of each row when they are carried out one after the other, by the rules of provisioning: LINK, ADD.
 * Reads nothing and changes nothing.
 */
export function rehearse(rows: readonly Timed[], org: Org, now: number): Planned[] {
  const { known, held, residents } = standIn(org, now)
  return rows.map((timed) => {
    const { row, buildingId, unitId = '', instants } = timed
    const { email } = row
    const user = known.get(email)
    const isNew = user === undefined
    const planned = (expected: Outcome): Planned => ({ ...timed, expected, isNew })
    const { starts, ends, movein, moveout } = instants
    if ([ends, moveout].some((end) => end !== undefined && end.getTime() <= now)) return planned(OURS.over)
    const refusal = refusalOf(row, org, user?.id)
    if (refusal !== undefined) return planned(refusal)
    if (user?.status === 'DISABLED') return planned(conflict('user_disabled'))
    const stays = residents.get(unitId) ?? []
    const stay = { from: movein?.getTime() ?? now, until: moveout?.getTime() ?? Number.POSITIVE_INFINITY }
    const lives = stays.some((one) => one.email === email && one.from <= stay.from && stay.from < one.until)
    const movesIn = unitId !== '' && !lives
    if (movesIn && stays.some((one) => overlap(one, stay))) return planned(conflict('unit_occupied'))
    const wanted = spanOf(starts, ends, now)
    const roles = row.roleKeys.map((key) => `${email} role ${key}`)
    const assignments = row.types.map((type) => `${email} ${buildingId} ${type}`)
    // What is assigned for good stays so, whatever times are named.
    const open = [...roles, ...assignments.filter((grant) => !isForGood(held.get(grant) ?? wanted) || !held.has(grant))]
    const isCut = (grant: string) => isCutBy(held.get(grant) ?? wanted, wanted)
    if (open.some(isCut)) return planned(OURS.heldForLonger)
    const isGiven = (grant: string) => !isSameSpan(held.get(grant) ?? NEVER, wanted)
    const changes = movesIn || open.some(isGiven)
    for (const grant of open) held.set(grant, wanted)
    if (movesIn) residents.set(unitId, [...stays, { email, ...stay }])
    if (isNew) known.set(email, { id: '', status: 'INVITED' })
    return planned({ action: isNew ? 'create' : changes ? 'link' : 'unchanged', code: undefined })
  })
}

const NEVER: Span = { from: Number.NaN, until: Number.NaN }
