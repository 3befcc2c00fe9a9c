import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { inBuilding } from '../support/scene.ts'

const { db, world, admin, person, clock } = await setClockedScene()
const [NOW, MARCH, JUNE] = ['2031-01-01T12:00:00.000Z', '2031-03-01T00:00:00.000Z', '2031-06-01T00:00:00.000Z']
await clock(NOW)

/** A free unit, and the ways in which somebody new moves in. */
async function vacancy() {
  const building = await world.building()
  const unitId = await world.unit(building)
  const path = inBuilding(building, '/occupancies')
  const moveIn = async (stay: object = {}) => admin.post(path, { unitId, residentUserId: await world.user(), ...stay })
  const unit = () => admin.get(inBuilding(building, `/units/${unitId}`))
  return { building, unitId, path, moveIn, unit }
}

const refused = (conflict: object) => [409, 'unit_occupied', conflict]
const told = (reply: Parameters<typeof answerOf>[0]) => [...answerOf(reply), reply.at('conflict')]

describe('an occupancy that begins ahead', () => {
  it('is SCHEDULED, without an end, and so it is read again', async () => {
    const { path, moveIn } = await vacancy()
    const made = await moveIn({ startAt: MARCH, plannedEndAt: JUNE })
    expect([made.status, made.at('status'), made.at('startAt')]).toEqual([201, 'SCHEDULED', MARCH])
    expect([made.at('endAt'), made.at('plannedEndAt')]).toEqual([null, JUNE])
    expect((await admin.get(`${path}/${made.str('id')}`)).body).toEqual(made.body)
  })

  it.each([
    [later(MARCH, -1), 'SCHEDULED', null],
    [MARCH, 'ACTIVE', null],
    [later(JUNE, -1), 'ACTIVE', null],
    [JUNE, 'ENDED', JUNE],
  ])('is, at %s, %s: in its lists, its unit, its building, its residents', async (moment, status, endAt) => {
    const { building, path, moveIn, unit } = await vacancy()
    const id = (await moveIn({ startAt: MARCH, plannedEndAt: JUNE })).str('id')
    await clock(moment)
    const read = await admin.get(`${path}/${id}`)
    const lists: string[] = []
    for (const one of ['SCHEDULED', 'ACTIVE', 'ENDED', 'ALL'])
      if ((await admin.get(`${path}?status=${one}`)).items('id').length === 1) lists.push(one)
    const isActive = status === 'ACTIVE'
    const counts = (await admin.get(inBuilding(building))).at('units')
    const residents = (await admin.get(inBuilding(building, '/residents'))).items('plannedEndAt')
    const { body: shown } = await unit()
    await clock(NOW)
    expect([read.at('status'), read.at('endAt'), read.at('plannedEndAt')]).toEqual([status, endAt, JUNE])
    expect(lists).toEqual([status, 'ALL'])
    expect(shown).toMatchObject({ available: !isActive, nextOccupancyAt: status === 'SCHEDULED' ? MARCH : null })
    expect([counts, residents]).toEqual([
      { total: 1, occupied: isActive ? 1 : 0, available: isActive ? 0 : 1 },
      isActive ? [JUNE] : [],
    ])
  })

  it('is in the way of who would still be there by then, and of nobody else', async () => {
    const { moveIn } = await vacancy()
    const march = { startAt: MARCH, plannedEndAt: JUNE }
    await moveIn(march)
    const conflict = { startAt: MARCH, endAt: JUNE }
    const may = '2031-05-01T00:00:00.000Z'
    for (const stay of [{}, { startAt: may }, march, { plannedEndAt: later(MARCH, 1) }, { startAt: later(JUNE, -1) }])
      expect(told(await moveIn(stay))).toEqual(refused(conflict))
    expect((await moveIn({ plannedEndAt: MARCH })).at('status')).toBe('ACTIVE')
    expect((await moveIn({ startAt: JUNE })).at('status')).toBe('SCHEDULED')
    expect(told(await moveIn({ startAt: '2040-01-01T00:00:00Z' }))).toEqual(refused({ startAt: JUNE, endAt: null }))
  })

  it('shows the nearest beginning of the unit, and none once that has come', async () => {
    const { moveIn, unit } = await vacancy()
    await moveIn({ startAt: JUNE })
    await moveIn({ startAt: MARCH, plannedEndAt: JUNE })
    const before = await unit()
    await clock(MARCH)
    const then = await unit()
    await clock(NOW)
    expect([before.at('nextOccupancyAt'), then.at('nextOccupancyAt')]).toEqual([MARCH, JUNE])
    expect(before.headers.get('etag')).not.toBe(then.headers.get('etag'))
  })
})

describe('a planned end', () => {
  it.each([
    ['at the beginning', { startAt: MARCH, plannedEndAt: MARCH }],
    ['before the beginning', { startAt: JUNE, plannedEndAt: MARCH }],
    ['that has come', { startAt: '2030-01-01T00:00:00Z', plannedEndAt: NOW }],
    ['of who moves in now, that has come', { plannedEndAt: NOW }],
  ])('is refused %s', async (_, stay) => {
    const { moveIn } = await vacancy()
    expect(refusalOf(await moveIn(stay))).toEqual([...INVALID, '/plannedEndAt'])
    expect((await moveIn({ plannedEndAt: later(NOW, 1) })).status).toBe(201)
  })

  it('may be said to be none', async () => {
    const { moveIn } = await vacancy()
    expect((await moveIn({ plannedEndAt: null })).at('plannedEndAt')).toBe(null)
  })

  it('is what the unit is free from, for whoever comes after', async () => {
    const { moveIn } = await vacancy()
    await moveIn({ plannedEndAt: MARCH })
    expect((await moveIn({ startAt: MARCH })).status).toBe(201)
  })

  it('may lie in a month, also where who moves in has a contract of a week: an occupancy is no grant of rights', async () => {
    const { building, unitId, path } = await vacancy()
    const { http, id } = await person()
    const week = later(NOW, 7 * 24 * 60 * 60_000)
    const contract = await world.assign(id, building, 'BUILDING_ADMIN')
    await db.query('UPDATE building_assignments SET ends_at = $1 WHERE id = $2', [week, contract])
    const body = { unitId, residentUserId: await world.user(), plannedEndAt: JUNE }
    expect((await http.post(path, body)).status).toBe(201)
  })
})
