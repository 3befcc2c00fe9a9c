import { beforeEach, describe, expect, it } from 'vitest'
import { INVALID, many, refusalOf } from '../support/answers.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { inBuilding } from '../support/scene.ts'
import { newId } from '../support/world.ts'

const start = new Date()
const { db, world, admin, person, clock } = await setClockedScene()

const MINUTE = 60_000
const at = (milliseconds: number) => new Date(start.getTime() + milliseconds)
const after = (milliseconds: number) => at(milliseconds).toISOString()

beforeEach(() => clock(start))

/** An ACTIVE occupancy that began at `start`; the clock then stands ten minutes later. */
async function occupied() {
  const building = await world.building()
  const body = { unitId: await world.unit(building), residentUserId: await world.user() }
  const occupancies = inBuilding(building, '/occupancies')
  const made = await admin.post(occupancies, body)
  await clock(at(10 * MINUTE))
  return { building, body, occupancies, made, end: `${occupancies}/${made.str('id')}/end` }
}

const ENDED_NOW = { status: 'ENDED', endAt: after(10 * MINUTE) }
const JSON_TYPE = { 'content-type': 'application/json' }

describe('the end of an occupancy', () => {
  it.each<[string, RequestInit]>([
    ['without a body', {}],
    ['without a body, but with its content type', { headers: JSON_TYPE }],
    ['with an empty body', { body: '', headers: JSON_TYPE }],
    ['with a blank body', { body: ' \n', headers: JSON_TYPE }],
    ['with a content length of zero', { headers: { 'content-length': '0' } }],
    ['with an empty object', { body: '{}', headers: JSON_TYPE }],
    [
      'with a content type that names its charset',
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } },
    ],
  ])('is now when asked for %s', async (_, init) => {
    const { made, end } = await occupied()
    const ended = await admin.raw(end, { method: 'POST', ...init })
    expect(ended.status).toBe(200)
    expect(ended.body).toEqual({ ...Object(made.body), ...ENDED_NOW, updatedAt: expect.any(String) })
  })

  it.each([
    ['the moment it began', 0],
    ['a millisecond later', 1],
    ['between start and now', 5 * MINUTE],
    ['now', 10 * MINUTE],
  ])('may be %s', async (_, moment) => {
    const { end } = await occupied()
    const ended = await admin.post(end, { endAt: after(moment) })
    expect([ended.status, ended.at('status'), ended.at('endAt')]).toEqual([200, 'ENDED', after(moment)])
  })

  it.each([
    ['before the start', { endAt: after(-1) }, '/endAt'],
    ['null', { endAt: null }, '/endAt'],
    ['no moment', { endAt: 'yesterday' }, '/endAt'],
    ['given with a status', { status: 'ENDED' }, '/status'],
  ])('is refused when it is %s, and the occupancy stays ACTIVE', async (_, body, pointer) => {
    const { end, occupancies, made } = await occupied()
    const refused = await admin.post(end, body)
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
    expect((await admin.get(occupancies)).at('items.0')).toEqual(made.body)
    expect((await admin.post(end)).status).toBe(200)
  })
})

describe('ending an occupancy again', () => {
  it.each([
    ['without a body', undefined],
    ['with another end', { endAt: after(5 * MINUTE) }],
  ])('%s is 200 and changes nothing', async (_, body) => {
    const { end } = await occupied()
    const first = await admin.post(end)
    await clock(at(20 * MINUTE))
    const again = await admin.post(end, body)
    expect([again.status, again.text]).toEqual([200, first.text])
  })

  it('does not end the next occupancy of the unit', async () => {
    const { end, occupancies, body } = await occupied()
    await admin.post(end)
    const next = await admin.post(occupancies, body)
    expect((await admin.post(end)).status).toBe(200)
    expect((await admin.get(occupancies)).items('id')).toEqual([next.at('id')])
  })

  it('by ten requests at once answers all alike', async () => {
    const { end } = await occupied()
    const replies = await many(10, () => admin.post(end))
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(replies[0]?.body).toMatchObject(ENDED_NOW)
  })
})

describe('an ended occupancy', () => {
  it('frees the unit for another resident', async () => {
    const { end, occupancies, body } = await occupied()
    const next = { ...body, residentUserId: await world.user() }
    expect((await admin.post(occupancies, next)).code).toBe('unit_occupied')
    await admin.post(end)
    expect((await admin.post(occupancies, next)).status).toBe(201)
  })

  it('gives its resident no access from the next request on', async () => {
    const { building, occupancies } = await occupied()
    const { id, http } = await person()
    const unitId = await world.unit(building)
    const mine = await admin.post(occupancies, { unitId, residentUserId: id })
    expect((await http.get(inBuilding(building, '/units/basic'))).status).toBe(200)
    await admin.post(`${occupancies}/${mine.str('id')}/end`)
    expect((await http.get(inBuilding(building, '/units/basic'))).status).toBe(403)
  })

  it('stays in the database: its history is kept', async () => {
    const { end, made } = await occupied()
    await admin.post(end)
    const kept = 'SELECT status::text AS status FROM occupancies WHERE org_id = $1 AND id = $2'
    expect((await db.query(kept, [world.orgId, made.at('id')])).rows).toEqual([{ status: 'ENDED' }])
    expect((await db.query(kept, [world.orgId, newId()])).rows).toEqual([])
  })
})
