import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { identity, provision } from '../support/provision.ts'
import { inBuilding } from '../support/scene.ts'

const { db, world, admin, clock } = await setClockedScene()
await clock('2031-03-01T00:00:00.000Z')
const APRIL = '2031-04-01T00:00:00.000Z'
const building = await world.building()
await db.query('UPDATE buildings SET timezone = $1 WHERE id = $2', ['America/New_York', building])

/** Every way to name a time, and where it stands in what is sent. */
const WAYS: [way: string, pointer: string, send: (time: unknown) => ReturnType<typeof admin.post>][] = [
  [
    'a role',
    '/roles/0/endsAt',
    async (endsAt) => admin.post(`/api/users/${await world.user()}/roles`, { roles: [{ key: 'viewer', endsAt }] }),
  ],
  [
    'an override',
    '/overrides/0/endsAt',
    async (endsAt) =>
      admin.put(`/api/users/${await world.user()}/permission-overrides`, {
        overrides: [{ permissionKey: 'users.read', effect: 'DENY', endsAt }],
      }),
  ],
  [
    'an assignment',
    '/endsAt',
    async (endsAt) =>
      admin.post(inBuilding(building, '/assignments'), { userId: await world.user(), type: 'STAFF', endsAt }),
  ],
  [
    'an occupancy',
    '/plannedEndAt',
    async (plannedEndAt) => {
      const [unitId, residentUserId] = [await world.unit(building), await world.user()]
      return admin.post(inBuilding(building, '/occupancies'), { unitId, residentUserId, plannedEndAt })
    },
  ],
  [
    'a role by provisioning',
    '/grants/roles/0/endsAt',
    (endsAt) => provision(admin, { identity: identity(), grants: { roles: [{ key: 'viewer', endsAt }] } }),
  ],
]

/** Whose year has five digits in UTC: neither JSON's dates nor the driver of the database can name it. */
const TOO_LATE = '9999-12-31T23:59:59-01:00'
const LAST = '9999-12-31T23:59:59.999Z'

describe.each(WAYS)('the time of %s', (_, pointer, send) => {
  it.each([
    ['after the year 9999 in UTC', TOO_LATE],
    ['of a leap second', '2031-06-30T23:59:60Z'],
    ['without a zone', '2031-06-30T12:00:00'],
    ['at 24 o’clock', '2031-06-30T24:00:00Z'],
    ['of a day that never was', '2031-02-29T00:00:00Z'],
    ['of an offset that no place has', '2031-06-30T12:00:00+25:00'],
    ['as a number', 1_900_000_000],
  ])('is refused %s', async (__, time) => {
    expect(refusalOf(await send(time))).toEqual([...INVALID, pointer])
  })

  it('may be the last instant that can be written, and is read again', async () => {
    expect((await send(LAST)).status).toBeLessThan(300)
    expect((await admin.get('/api/users?limit=200')).status).toBe(200)
    expect((await admin.get(inBuilding(building, '/assignments'))).status).toBe(200)
    expect((await admin.get(inBuilding(building, '/occupancies'))).status).toBe(200)
  })
})

it('a day that begins in the year 10000 in UTC is refused where it is named', async () => {
  const assign = async (endsAt: string) =>
    admin.post(inBuilding(building, '/assignments'), { userId: await world.user(), type: 'STAFF', endsAt })
  expect(refusalOf(await assign('9999-12-31'))).toEqual([...INVALID, '/endsAt'])
  expect((await assign('9999-12-30')).at('endsAt')).toBe('9999-12-30T05:00:00.000Z')
})

it('a moment that is asked for is refused after the year 9999 too', async () => {
  const at = `at=${encodeURIComponent(TOO_LATE)}`
  expect(refusalOf(await admin.get(inBuilding(building, `/access?${at}`)))).toEqual([...INVALID, '/at'])
})

describe('an assignment that provisioning names twice', () => {
  const assigning = (...times: object[]) => {
    const buildingAssignments = times.map((one) => ({ buildingId: building, type: 'STAFF', ...one }))
    return provision(admin, { identity: identity(), grants: { buildingAssignments } })
  }

  it('with other times is refused: which of them was meant is not known', async () => {
    const at = [...INVALID, '/grants/buildingAssignments/1']
    expect(refusalOf(await assigning({}, { endsAt: APRIL }))).toEqual(at)
    expect(refusalOf(await assigning({ endsAt: APRIL }, {}))).toEqual(at)
  })

  it('with the same times is given once', async () => {
    const given = await assigning({ endsAt: APRIL }, { endsAt: '2031-04-01T02:00:00+02:00' })
    expect(given.status).toBe(201)
    expect(given.at('applied.buildingAssignments')).toEqual([expect.objectContaining({ endsAt: APRIL })])
  })
})
