import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { identity, provision } from '../support/provision.ts'
import { inBuilding } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { db, world, admin, clock } = await setClockedScene()
const NOW = '2026-01-01T12:00:00.000Z'
await clock(NOW)

/** A free unit in a building that stands in this time zone. */
async function vacancyIn(timezone: string | null) {
  const building = await world.building()
  await db.query('UPDATE buildings SET timezone = $1 WHERE id = $2', [timezone, building])
  const unitId = await world.unit(building)
  const path = inBuilding(building, '/occupancies')
  const moveIn = async (stay: object) => admin.post(path, { unitId, residentUserId: await world.user(), ...stay })
  return { building, unitId, path, moveIn }
}

describe('a day', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ])('in %s, %s, is its first instant there, wherever it is named', async (timezone, day, instant) => {
    const { path, moveIn } = await vacancyIn(timezone)
    const made = await moveIn({ startAt: day })
    const plannedEndAt = '2027-01-01'
    const changed = await admin.patch(`${path}/${made.str('id')}`, { startAt: day, plannedEndAt })
    expect([made.at('startAt'), changed.at('startAt'), changed.status]).toEqual([instant, instant, 200])
  })

  it('is an end as well: until just before that day', async () => {
    const { path, moveIn } = await vacancyIn('Europe/Berlin')
    const made = await moveIn({ startAt: '2026-12-01', plannedEndAt: '2026-12-31' })
    const instants = ['2026-11-30T23:00:00.000Z', '2026-12-30T23:00:00.000Z']
    expect([made.at('startAt'), made.at('plannedEndAt')]).toEqual(instants)
    const ended = await admin.post(`${path}/${made.str('id')}/end`, { endAt: '2027-01-01' })
    expect([ended.status, ended.at('plannedEndAt')]).toEqual([200, '2026-12-31T23:00:00.000Z'])
    expect((await moveIn({ startAt: '2027-01-01' })).status).toBe(201)
  })

  it('is taken for residents and in provisioning', async () => {
    const [resident, provisioned] = [await vacancyIn('Europe/Berlin'), await vacancyIn('Pacific/Apia')]
    const body = { email: `${unique('day')}@example.test`, name: 'Day', unitId: resident.unitId, startAt: '2026-12-01' }
    expect((await admin.post(inBuilding(resident.building, '/residents'), body)).status).toBe(201)
    const { building: buildingId, unitId } = provisioned
    const grants = { resident: { buildingId, unitId, startAt: '2026-12-01', plannedEndAt: '2026-12-02' } }
    expect((await provision(admin, { identity: identity(), grants })).status).toBe(201)
    const starts = [resident, provisioned].map(({ path }) => admin.get(`${path}?status=SCHEDULED`))
    const [first, second] = await Promise.all(starts)
    expect(first?.items('startAt')).toEqual(['2026-11-30T23:00:00.000Z'])
    expect(second?.items('plannedEndAt')).toEqual(['2026-12-01T11:00:00.000Z'])
  })

  it('without a time zone of the building is refused where it is named', async () => {
    const { building, unitId, path, moveIn } = await vacancyIn(null)
    const made = await moveIn({ startAt: '2026-12-01T00:00:00Z' })
    const occupancy = `${path}/${made.str('id')}`
    const [day, day2] = ['2026-12-01', '2026-12-02']
    const resident = { buildingId: building, unitId, startAt: day }
    const person = { email: `${unique('day')}@example.test`, name: 'Day', unitId }
    const refused = [
      [await moveIn({ startAt: day }), '/startAt'],
      [await moveIn({ plannedEndAt: day2 }), '/plannedEndAt'],
      [await admin.patch(occupancy, { startAt: day }), '/startAt'],
      [await admin.patch(occupancy, { plannedEndAt: day2 }), '/plannedEndAt'],
      [await admin.post(`${occupancy}/end`, { endAt: day2 }), '/endAt'],
      [await admin.post(inBuilding(building, '/residents'), { ...person, startAt: day }), '/startAt'],
      [await provision(admin, { identity: identity(), grants: { resident } }), '/grants/resident/startAt'],
      [await admin.get(inBuilding(building, `/units?availableFrom=${day}`)), '/availableFrom'],
    ] as const
    expect(refused.map(([reply]) => refusalOf(reply))).toEqual(refused.map(([, pointer]) => [...INVALID, pointer]))
  })

  it.each([
    ['of a zone that nobody knows any more', 'Europe/Atlantis', '2026-12-01'],
    ['that never was', 'Europe/Berlin', '2026-02-29'],
    ['before 1900', 'Europe/Berlin', '1899-12-31'],
    ['of another form', 'Europe/Berlin', '2026-12'],
    ['in words', 'Europe/Berlin', 'tomorrow'],
  ])('%s is refused', async (_, timezone, startAt) => {
    const { moveIn } = await vacancyIn(timezone)
    expect(refusalOf(await moveIn({ startAt }))).toEqual([...INVALID, '/startAt'])
  })
})
