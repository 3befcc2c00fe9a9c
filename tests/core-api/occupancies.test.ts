import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { inBuilding } from '../support/scene.ts'
import { createWorld, newId } from '../support/world.ts'

const start = new Date()
const { db, world, admin, clock } = await setClockedScene()
await clock(start)

const MINUTE = 60_000
const later = (milliseconds: number, than = start) => new Date(than.getTime() + milliseconds).toISOString()
const occupanciesOf = (building: string, rest = '') => inBuilding(building, `/occupancies${rest}`)

/** A building with a free unit, and somebody who could live there. */
async function vacancy() {
  const building = await world.building()
  const unitId = await world.unit(building)
  const residentUserId = await world.user()
  return { building, unitId, residentUserId, path: occupanciesOf(building), body: { unitId, residentUserId } }
}

describe('a new occupancy', () => {
  it('is ACTIVE from now on, and shows the unit and the resident', async () => {
    const { building, unitId, path } = await vacancy()
    const resident = { name: 'Robin Rent', email: `robin-${newId()}@example.test` }
    const residentUserId = await world.user(resident)
    const made = await admin.post(path, { unitId, residentUserId })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      ...{ id: expect.any(String), buildingId: building, unitId, residentUserId, status: 'ACTIVE' },
      ...{ startAt: start.toISOString(), endAt: null, plannedEndAt: null },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
      unit: { id: unitId, label: expect.any(String) },
      resident: { id: residentUserId, ...resident },
    })
    expect((await admin.get(path)).at('items.0')).toEqual(made.body)
    expect((await admin.get(String(made.headers.get('location')))).body).toEqual(made.body)
  })

  it('may be one of several of a resident, in several buildings', async () => {
    const residentUserId = await world.user()
    for (const { path, unitId, building } of [await vacancy(), await vacancy()]) {
      const units = [unitId, await world.unit(building)]
      for (const unit of units) expect((await admin.post(path, { unitId: unit, residentUserId })).status).toBe(201)
      expect((await admin.get(path)).items('residentUserId')).toEqual([residentUserId, residentUserId])
    }
  })

  it('is refused with 409 "Unit is already occupied" while there is one, also for the same resident', async () => {
    const { path, body } = await vacancy()
    const made = await admin.post(path, body)
    for (const residentUserId of [await world.user(), body.residentUserId]) {
      const refused = await admin.post(path, { ...body, residentUserId })
      const told = [...answerOf(refused), refused.at('detail')]
      expect(told).toEqual([409, 'unit_occupied', 'Unit is already occupied'])
    }
    await admin.post(`${path}/${made.str('id')}/end`)
    expect((await admin.post(path, body)).status).toBe(201)
  })
})

describe('the resident of an occupancy', () => {
  it('may still be INVITED', async () => {
    const { path, unitId } = await vacancy()
    const residentUserId = await world.user({ status: 'INVITED' })
    expect((await admin.post(path, { unitId, residentUserId })).status).toBe(201)
  })

  it('must not be DISABLED, until enabled again', async () => {
    const { path, unitId } = await vacancy()
    const residentUserId = await world.user({ status: 'DISABLED' })
    const refused = await admin.post(path, { unitId, residentUserId })
    expect(answerOf(refused)).toEqual([409, 'user_disabled'])
    expect((await admin.patch(`/api/users/${residentUserId}`, { status: 'ACTIVE' })).status).toBe(200)
    expect((await admin.post(path, { unitId, residentUserId })).status).toBe(201)
  })

  it('is the same 400 when foreign or absent', async () => {
    const { path, unitId, body } = await vacancy()
    const foreign = await createWorld(db)
    const headers = { 'x-request-id': 'the same for both' }
    const strangers = [await foreign.user(), await foreign.user({ status: 'DISABLED' }), newId()]
    const replies = []
    for (const residentUserId of strangers) replies.push(await admin.post(path, { unitId, residentUserId }, headers))
    expect(replies.map(answerOf)).toEqual(Array(3).fill([400, 'user_not_in_org']))
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect((await admin.post(path, body)).status).toBe(201)
  })
})

describe('the unit of an occupancy', () => {
  it('is the same 400 when in another building, foreign or absent', async () => {
    const { path, residentUserId, body } = await vacancy()
    const foreign = await createWorld(db)
    const headers = { 'x-request-id': 'the same for all' }
    const strange = [(await vacancy()).unitId, await foreign.unit(await foreign.building()), newId()]
    const replies = []
    for (const unitId of strange) replies.push(await admin.post(path, { unitId, residentUserId }, headers))
    expect(replies.map(answerOf)).toEqual(Array(3).fill([400, 'unit_not_in_building']))
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect((await admin.post(path, body)).status).toBe(201)
  })

  it('that is in another building is unit_not_in_building, even when occupied', async () => {
    const { path, residentUserId } = await vacancy()
    const other = await vacancy()
    expect((await admin.post(other.path, other.body)).status).toBe(201)
    expect((await admin.post(path, { unitId: other.unitId, residentUserId })).code).toBe('unit_not_in_building')
  })

  it('that is in another building is told before a resident who is DISABLED', async () => {
    const { path, unitId } = await vacancy()
    const residentUserId = await world.user({ status: 'DISABLED' })
    const elsewhere = (await vacancy()).unitId
    const refused = await admin.post(path, { unitId: elsewhere, residentUserId })
    expect(answerOf(refused)).toEqual([400, 'unit_not_in_building'])
    expect(answerOf(await admin.post(path, { unitId, residentUserId }))).toEqual([409, 'user_disabled'])
  })
})

describe('the start of an occupancy', () => {
  it.each([
    ['now', start.toISOString(), start.toISOString()],
    ['an hour ago', later(-60 * MINUTE), later(-60 * MINUTE)],
    ['a moment with an offset', '2020-02-29T14:00:00+02:00', '2020-02-29T12:00:00.000Z'],
    ['the beginning of 1900', '1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
  ])('may be %s', async (_, startAt, stored) => {
    const { path, body } = await vacancy()
    const made = await admin.post(path, { ...body, startAt })
    expect([made.status, made.at('startAt')]).toEqual([201, stored])
  })

  it.each([
    ['before 1900', '1899-12-31T23:59:59.999Z'],
    ['a day, where the building has no time zone', '2020-02-29'],
    ['a moment without an offset', '2020-02-29T12:00:00'],
    ['a day that never was', '2021-02-29T12:00:00Z'],
    ['a number', start.getTime()],
    ['null', null],
  ])('is refused when it is %s', async (_, startAt) => {
    const { path, body } = await vacancy()
    const refused = await admin.post(path, { ...body, startAt })
    expect(refusalOf(refused)).toEqual([...INVALID, '/startAt'])
    expect((await admin.post(path, body)).status).toBe(201)
  })
})

describe('the body of a new occupancy', () => {
  it.each([
    ['no unit', { residentUserId: newId() }, '/unitId'],
    ['no resident', { unitId: newId() }, '/residentUserId'],
    ['a unit id that is none', { unitId: '101', residentUserId: newId() }, '/unitId'],
    ['a resident id in upper case', { unitId: newId(), residentUserId: newId().toUpperCase() }, '/residentUserId'],
  ])('is refused with %s', async (_, body, pointer) => {
    const refused = await admin.post(occupanciesOf(await world.building()), body)
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
  })
})
