import { LISTED_GRANTS } from '@latchkey/authz/facts/grants-statements'
import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, type PermissionKey, ROLE_KEYS, type RoleKey } from '@latchkey/shared/permissions'
import type { Pool } from 'pg'
import { person } from '../policy/facts.ts'
import { oracle, type Verdict } from '../policy/oracle.ts'
import { later } from '../support/clock.ts'
import { randomly } from '../support/random.ts'
import { createWorld, newId } from '../support/world.ts'

const START = '2031-03-01T00:00:00.000Z'
const HOUR_MS = 3_600_000
/** The instants at which anything begins or ends. */
const BOUNDARIES: readonly Date[] = Array.from({ length: 10 }, (_, at) => later(START, at * HOUR_MS))
/** Each boundary, the millisecond before and after it, and an hour after the last. */
export const MOMENTS: readonly Date[] = [
  ...BOUNDARIES.flatMap((boundary) => [-1, 0, 1].map((by) => later(boundary, by))),
  later(BOUNDARIES.at(-1) ?? START, HOUR_MS),
]

interface Grant {
  readonly from: Date | null
  readonly until: Date | null
}
interface Subject {
  readonly id: string
  readonly roles: readonly (Grant & { readonly key: RoleKey })[]
  readonly overrides: readonly (Grant & { readonly key: PermissionKey; readonly effect: 'ALLOW' | 'DENY' })[]
  readonly assignments: readonly (Grant & { readonly buildingId: string; readonly type: AssignmentTypeName })[]
  readonly occupancies: readonly (Grant & { readonly buildingId: string })[]
}

interface Resource {
  readonly type: 'org' | 'building'
  readonly id: string
}

/** An org of people whose grants begin and end at random boundaries. */
export interface Schedule {
  readonly orgId: string
  readonly subjects: readonly Subject[]
  readonly resources: readonly Resource[]
  /** What an independent reading of the requirements says at a moment. */
  verdict(subject: Subject, key: PermissionKey, resource: Resource, moment: Date): Verdict
}

const TYPES = ['BUILDING_ADMIN', 'MANAGER', 'STAFF'] as const

/** As the requirement has it: from the first instant on until just before the second. */
const isOn =
  (moment: Date) =>
  ({ from, until }: Grant): boolean =>
    (from === null || from <= moment) && (until === null || moment < until)

/** Every how many has more homes, in a building that nobody asks about, than are listed. */
const WITH_MANY_HOMES = 4

/** Written straight into the tables; the same for the same seed but for the ids. */
export async function writeSchedule(db: Pool, seed: number, people: number): Promise<Schedule> {
  const world = await createWorld(db)
  const { some, one } = randomly(seed)
  const { orgId } = world
  const buildings = [await world.building(), await world.building(), await world.building()]
  const elsewhere = await world.building()
  const times = (): Grant => {
    const from = one([null, ...BOUNDARIES.slice(0, -1)])
    const until = one([null, ...BOUNDARIES.filter((boundary) => from === null || boundary > from)])
    return { from, until }
  }
  const insert = (table: string, row: Readonly<Record<string, unknown>>) => {
    const places = Object.keys(row).map((_, at) => `$${at + 1}`)
    return db.query(`INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${places.join()})`, Object.values(row))
  }

  const subjects: Subject[] = []
  for (let count = 0; count < people; count += 1) {
    const id = await world.user()
    const subject: Subject = {
      id,
      roles: some(ROLE_KEYS, 0.3).map((key) => ({ key, ...times() })),
      overrides: some(PERMISSION_KEYS, 0.25).map((key) => ({
        ...{ key, effect: one(['ALLOW', 'DENY'] as const) },
        ...times(),
      })),
      assignments: buildings.flatMap((buildingId) =>
        some(TYPES, 0.25).map((type) => ({ buildingId, type, ...times() })),
      ),
      occupancies: some(buildings, 0.4).map((buildingId) => ({ buildingId, ...times() })),
    }
    const user = { org_id: orgId, user_id: id }
    for (const { key, from, until } of subject.roles) {
      await insert('user_roles', { ...user, role_key: key, starts_at: from, ends_at: until })
    }
    for (const { key, effect, from, until } of subject.overrides) {
      await insert('permission_overrides', {
        ...{ ...user, permission_key: key, effect },
        ...{ starts_at: from, ends_at: until },
      })
    }
    const stamp = () => ({ id: newId(), updated_at: new Date() })
    for (const { buildingId, type, from, until } of subject.assignments) {
      const row = { ...user, ...stamp(), building_id: buildingId, type }
      await insert('building_assignments', { ...row, starts_at: from, ends_at: until })
    }
    for (const { buildingId, from, until } of subject.occupancies) {
      const where = { building_id: buildingId, unit_id: await world.unit(buildingId) }
      const row = { org_id: orgId, resident_user_id: id, ...stamp(), ...where }
      await insert('occupancies', { ...row, start_at: from ?? '2020-01-01T00:00:00Z', planned_end_at: until })
    }
    for (let homes = count % WITH_MANY_HOMES === 0 ? LISTED_GRANTS + 1 : 0; homes > 0; homes -= 1)
      await world.occupy(id, elsewhere)
    subjects.push(subject)
  }

  return {
    orgId,
    subjects,
    resources: [{ type: 'org', id: orgId }, ...buildings.map((id) => ({ type: 'building', id }) as const)],
    verdict({ roles, overrides, assignments, occupancies }, key, { type, id }, moment) {
      const on = isOn(moment)
      const effects = overrides.filter(on)
      const subject = {
        ...person({ assignments: assignments.filter(on).map((held) => ({ ...held, id: 'an assignment' })) }),
        orgId,
        roleKeys: roles.filter(on).map((role) => role.key),
        allow: effects.filter(({ effect }) => effect === 'ALLOW').map((override) => override.key),
        deny: effects.filter(({ effect }) => effect === 'DENY').map((override) => override.key),
        occupancies: occupancies.filter(on).map(({ buildingId }) => ({ id: 'a home', buildingId })),
      }
      return oracle(key, { subject, resource: type === 'org' ? { type, id } : { type, orgId, id } })
    },
  }
}
