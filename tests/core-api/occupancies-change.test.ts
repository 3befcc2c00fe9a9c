import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { inBuilding } from '../support/scene.ts'

const { world, admin, clock } = await setClockedScene()
const [NOW, MARCH, JUNE] = ['2031-01-01T12:00:00.000Z', '2031-03-01T00:00:00.000Z', '2031-06-01T00:00:00.000Z']
const PAST = '2030-12-01T00:00:00.000Z'
await clock(NOW)

/** An occupancy of a unit of its own, and how to move somebody else in. */
async function occupancy(stay: object) {
  const building = await world.building()
  const unitId = await world.unit(building)
  const list = inBuilding(building, '/occupancies')
  const moveIn = async (other: object) => admin.post(list, { unitId, residentUserId: await world.user(), ...other })
  const made = await moveIn(stay)
  const path = `${list}/${made.str('id')}`
  const shown = async () => {
    const reply = await admin.get(path)
    return ['status', 'startAt', 'plannedEndAt', 'endAt'].map((member) => reply.at(member))
  }
  return { made, path, shown, moveIn }
}

const [BOOKED, LIVING] = [{ startAt: MARCH, plannedEndAt: JUNE }, { startAt: PAST }]
const ENDED = { code: 'occupancy_ended' }
const asEnded = async () => {
  const one = await occupancy(LIVING)
  await admin.post(`${one.path}/end`)
  return one
}

describe('a change of an occupancy', () => {
  it.each([
    [
      'the beginning of a booking',
      BOOKED,
      { startAt: '2031-02-01T00:00:00Z' },
      ['SCHEDULED', '2031-02-01T00:00:00.000Z', JUNE],
    ],
    ['the beginning of a booking to now', BOOKED, { startAt: NOW }, ['ACTIVE', NOW, JUNE]],
    ['the end of a booking', BOOKED, { plannedEndAt: null }, ['SCHEDULED', MARCH, null]],
    [
      'both',
      BOOKED,
      { startAt: JUNE, plannedEndAt: '2032-01-01T00:00:00Z' },
      ['SCHEDULED', JUNE, '2032-01-01T00:00:00.000Z'],
    ],
    ['the end of who lives there', LIVING, { plannedEndAt: MARCH }, ['ACTIVE', PAST, MARCH]],
    ['nothing', LIVING, {}, ['ACTIVE', PAST, null]],
    ['nothing, by naming what it is', LIVING, { startAt: PAST, plannedEndAt: null }, ['ACTIVE', PAST, null]],
  ])('is one of %s', async (_, stay, change, expected) => {
    const { path, shown } = await occupancy(stay)
    const changed = await admin.patch(path, change)
    expect(changed.status).toBe(200)
    expect(await shown()).toEqual([...expected, null])
    expect((await admin.get(path)).body).toEqual(changed.body)
  })

  it.each([
    ['a beginning that has come', LIVING, { startAt: MARCH }, [409, 'occupancy_started']],
    ['an end before the beginning', BOOKED, { plannedEndAt: MARCH }, [400, 'invalid_request']],
    ['a beginning after the end', BOOKED, { startAt: JUNE }, [400, 'invalid_request']],
    ['an end that has come', LIVING, { plannedEndAt: NOW }, [400, 'invalid_request']],
    ['a status', BOOKED, { status: 'ENDED' }, [400, 'invalid_request']],
    ['a beginning that is none', BOOKED, { startAt: null }, [400, 'invalid_request']],
  ])('is refused for %s', async (_, stay, change, expected) => {
    const { path, made, shown } = await occupancy(stay)
    const before = await shown()
    expect(answerOf(await admin.patch(path, change))).toEqual(expected)
    expect([await shown(), made.status]).toEqual([before, 201])
  })

  it('that has ended is 409, be it by hand or by its planned end', async () => {
    const [byHand, byPlan] = [await asEnded(), await occupancy({ ...LIVING, plannedEndAt: MARCH })]
    await clock(MARCH)
    const replies = [await admin.patch(byHand.path, {}), await admin.patch(byPlan.path, { plannedEndAt: JUNE })]
    await clock(NOW)
    expect(replies).toMatchObject([ENDED, ENDED])
    expect((await admin.patch(byPlan.path, { plannedEndAt: JUNE })).status).toBe(200)
  })

  it('into the period of another is refused and names it; not into its own', async () => {
    const { path, moveIn } = await occupancy(LIVING)
    expect((await admin.patch(path, { plannedEndAt: MARCH })).status).toBe(200)
    await moveIn(BOOKED)
    for (const plannedEndAt of [null, later(MARCH, 1), later(JUNE, 1)]) {
      const refused = await admin.patch(path, { plannedEndAt })
      expect([...answerOf(refused), refused.at('conflict')]).toEqual([
        ...[409, 'unit_occupied'],
        { startAt: MARCH, endAt: JUNE },
      ])
    }
    expect((await admin.patch(path, { plannedEndAt: later(MARCH, -1) })).status).toBe(200)
    expect((await admin.patch(path, { plannedEndAt: MARCH })).status).toBe(200)
  })

  it('goes by the state that If-Match names', async () => {
    const { path } = await occupancy(BOOKED)
    const first = String((await admin.get(path)).headers.get('etag'))
    const ifFirst = { 'if-match': first }
    const changed = await admin.patch(path, { plannedEndAt: null }, ifFirst)
    expect([changed.status, changed.headers.get('etag') === first]).toEqual([200, false])
    expect((await admin.patch(path, { startAt: JUNE }, ifFirst)).code).toBe('precondition_failed')
    expect((await admin.delete(path, ifFirst)).code).toBe('precondition_failed')
    expect((await admin.delete(path, { 'if-match': String(changed.headers.get('etag')) })).status).toBe(204)
  })

  it('finds another state where time alone has passed', async () => {
    const { path } = await occupancy(BOOKED)
    const ifFirst = { 'if-match': String((await admin.get(path)).headers.get('etag')) }
    await clock(MARCH)
    const refused = await admin.patch(path, { plannedEndAt: null }, ifFirst)
    await clock(NOW)
    expect(refused.code).toBe('precondition_failed')
    expect((await admin.patch(path, { plannedEndAt: null }, ifFirst)).status).toBe(200)
  })
})

describe('a booking', () => {
  it('is cancelled, and the unit is free for others', async () => {
    const { path, moveIn } = await occupancy(BOOKED)
    expect((await moveIn({})).code).toBe('unit_occupied')
    expect((await admin.delete(path)).status).toBe(204)
    expect([(await admin.get(path)).status, (await moveIn({})).status]).toEqual([404, 201])
  })

  it('is cancelled no more once it has begun, or has ended', async () => {
    const { path } = await occupancy(BOOKED)
    for (const moment of [MARCH, JUNE]) {
      await clock(moment)
      expect(answerOf(await admin.delete(path))).toEqual([409, 'occupancy_started'])
    }
    await clock(NOW)
    expect((await admin.delete(path)).status).toBe(204)
  })
})

describe('an end that lies ahead', () => {
  it('is the planned end, which comes by itself', async () => {
    const { path, shown } = await occupancy(LIVING)
    const planned = await admin.post(`${path}/end`, { endAt: MARCH })
    expect([planned.status, await shown()]).toEqual([200, ['ACTIVE', PAST, MARCH, null]])
    await clock(MARCH)
    const ended = await shown()
    await clock(NOW)
    expect(ended).toEqual(['ENDED', PAST, MARCH, MARCH])
  })

  it('may be moved, and an end by now comes before it', async () => {
    const { path, shown } = await occupancy({ ...LIVING, plannedEndAt: MARCH })
    expect((await admin.post(`${path}/end`, { endAt: JUNE })).at('plannedEndAt')).toBe(JUNE)
    expect((await admin.post(`${path}/end`)).status).toBe(200)
    expect(await shown()).toEqual(['ENDED', PAST, JUNE, NOW])
  })

  it('is refused where the next one has begun by then', async () => {
    const { path, moveIn } = await occupancy({ ...LIVING, plannedEndAt: MARCH })
    await moveIn({ startAt: MARCH })
    expect(answerOf(await admin.post(`${path}/end`, { endAt: JUNE }))).toEqual([409, 'unit_occupied'])
  })

  it.each([
    ['now', undefined],
    ['before it begins', { endAt: NOW }],
    ['the instant it begins', { endAt: MARCH }],
  ])('of a booking is refused when it is %s', async (_, body) => {
    const { path } = await occupancy(BOOKED)
    expect(refusalOf(await admin.post(`${path}/end`, body))).toEqual([...INVALID, '/endAt'])
    expect((await admin.post(`${path}/end`, { endAt: later(MARCH, 1) })).at('status')).toBe('SCHEDULED')
  })

  it('of what its plan has ended changes nothing', async () => {
    const { path } = await occupancy({ ...LIVING, plannedEndAt: MARCH })
    await clock(JUNE)
    const [first, again] = [await admin.get(path), await admin.post(`${path}/end`, { endAt: '2032-01-01T00:00:00Z' })]
    await clock(NOW)
    expect([again.status, again.body]).toEqual([200, first.body])
  })
})
