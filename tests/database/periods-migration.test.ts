import { beforeAll, describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld, newId } from '../support/world.ts'

const NAME = '20261125161000_periods'
const migrations = readMigrations()
const place = migrations.findIndex(({ name }) => name === NAME)

const url = await scratchDatabase()
await applyMigrations(url, migrations.slice(0, place))
const db = suitePool(url)
const world = await createWorld(db)
const building = await world.building()
const resident = await world.user()

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))

/** From one hour to another; without the second one it is ACTIVE. */
type Hours = readonly [start: number, end?: number]

/** What stood in one unit, and what stands there afterwards, in the same order. */
const UNITS: [what: string, before: Hours[], after: Hours[]][] = [
  ['that follow each other stay', [[0, 5], [5, 9], [9]], [[0, 5], [5, 9], [9]]],
  [
    'that end the instant they began stay',
    [
      [0, 5],
      [2, 2],
      [3, 3],
    ],
    [
      [0, 5],
      [2, 2],
      [3, 3],
    ],
  ],
  [
    'that reach into the next one end where it begins',
    [
      [0, 6],
      [4, 9],
    ],
    [
      [0, 4],
      [4, 9],
    ],
  ],
  ['that reach into the ACTIVE one end where it begins', [[0, 6], [4]], [[0, 4], [4]]],
  [
    'that hold another whole end where it begins',
    [
      [0, 9],
      [3, 5],
    ],
    [
      [0, 3],
      [3, 5],
    ],
  ],
  ['that reach over several end at the first', [[0, 9], [3, 4], [6]], [[0, 3], [3, 4], [6]]],
  [
    'that begin together: the shorter one is empty',
    [
      [0, 4],
      [0, 9],
    ],
    [
      [0, 0],
      [0, 9],
    ],
  ],
  ['that are equal: one of them is empty', [[0, 4], [0, 4], [5]], [[0, 0], [0, 4], [5]]],
  ['an ACTIVE one that began before an ended one stays ACTIVE, from its end on', [[4, 6], [0]], [[4, 6], [6]]],
  ['an ACTIVE one before several stays ACTIVE', [[2, 3], [4, 6], [0]], [[2, 3], [4, 6], [6]]],
  ['an ACTIVE one between others stays ACTIVE', [[0, 9], [4, 6], [2]], [[0, 4], [4, 6], [6]]],
]

const sorted = (hours: readonly Hours[]) => hours.map((one) => one.map((hour = 0) => Number(at(hour)))).toSorted()

async function occupy(unitId: string, [start, end]: Hours): Promise<string> {
  const id = newId()
  await db.query(
    `INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, status, start_at, end_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6::"OccupancyStatus", $7, $8, now())`,
    [
      ...[world.orgId, id, building, unitId, resident, end === undefined ? 'ACTIVE' : 'ENDED', at(start)],
      end === undefined ? null : at(end),
    ],
  )
  return id
}

async function periodsOf(unitId: string): Promise<number[][]> {
  const { rows } = await db.query<{ start_at: Date; end_at: Date | null; status: string }>(
    'SELECT start_at, end_at, status::text AS status FROM occupancies WHERE unit_id = $1',
    [unitId],
  )
  expect(rows.every(({ status, end_at }) => (status === 'ACTIVE') === (end_at === null))).toBe(true)
  return rows.map(({ start_at, end_at }) => [Number(start_at), ...(end_at === null ? [] : [Number(end_at)])]).toSorted()
}

const versionOf = async () => (await db.query('SELECT authz_version FROM users WHERE id = $1', [resident])).rows[0]

const units = new Map<string, string>()
const warnings: string[] = []
let version: unknown
let told: { id: string; hours: Hours } | undefined

beforeAll(async () => {
  for (const [what, before] of UNITS) {
    const unitId = await world.unit(building)
    units.set(what, unitId)
    for (const hours of before) {
      const id = await occupy(unitId, hours)
      if (what.startsWith('that reach into the next') && hours[0] === 0) told = { id, hours }
    }
  }
  version = await versionOf()
  await db.query("SELECT set_config('timezone', 'America/New_York', false)")
  await applyMigrations(url, migrations.slice(0, place + 1), (warning) => warnings.push(warning))
})

describe('periods of one unit', () => {
  it.each(UNITS)('%s', async (what, before, after) => {
    const unitId = units.get(what) ?? ''
    expect(await periodsOf(unitId)).toEqual(sorted(after))
    const { rows } = await db.query<{ before: Record<string, string>; after: Record<string, string> }>(
      `SELECT before, after FROM audit_events WHERE action = 'occupancy.shortened' AND before->>'unitId' = $1`,
      [unitId],
    )
    const hoursIn = ({ startAt = '', endAt }: Record<string, string | null>) =>
      [startAt, ...(endAt === null || endAt === undefined ? [] : [endAt])].map((moment) => Date.parse(moment ?? ''))
    const kept = await periodsOf(unitId)
    const changed = rows.map((row) => hoursIn(row.after))
    const untouched = kept.filter((hours) => !changed.some((other) => String(other) === String(hours)))
    expect([...untouched, ...rows.map((row) => hoursIn(row.before))].toSorted()).toEqual(sorted(before))
  })

  it('that were shortened are told to whoever deploys, and the org finds each in its audit log as answers show it', async () => {
    const { rows } = await db.query(
      `SELECT actor_type::text, actor_user_id, target_type, target_id::text, request_id, before, after
       FROM audit_events WHERE target_id = $1`,
      [told?.id],
    )
    const shown = {
      ...{ id: told?.id, buildingId: building, status: 'ENDED', startAt: at(0).toISOString() },
      resident: { id: resident, name: 'Somebody', email: expect.any(String) },
    }
    expect(rows).toEqual([
      {
        ...{ actor_type: 'platform', actor_user_id: null, target_type: 'occupancy', target_id: told?.id },
        request_id: NAME,
        before: expect.objectContaining({ ...shown, endAt: at(6).toISOString() }),
        after: expect.objectContaining({ ...shown, endAt: at(4).toISOString() }),
      },
    ])
    const { rows: all } = await db.query<{ count: number }>(
      `SELECT count(*)::int FROM audit_events WHERE action = 'occupancy.shortened'`,
    )
    expect(warnings).toEqual([expect.stringContaining(`${all[0]?.count} occupancies of 1 orgs were shortened`)])
  })

  it('that were shortened raise the version of who lives there', async () => {
    expect(await versionOf()).not.toEqual(version)
  })

  it('cannot overlap from now on', async () => {
    const unitId = await world.unit(building)
    await occupy(unitId, [0, 5])
    await expect(occupy(unitId, [4, 6])).rejects.toMatchObject({ constraint: 'occupancies_no_overlap_per_unit' })
    await occupy(unitId, [5, 6])
  })
})

it('a database in which nothing overlaps is migrated without a word', async () => {
  const clean = await scratchDatabase()
  const heard: string[] = []
  await applyMigrations(clean, migrations, (warning) => heard.push(warning))
  expect(heard).toEqual([])
})
