import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { db, world, admin } = await setScene()
const [MARCH, MAY, JUNE] = ['2050-03-01T00:00:00Z', '2050-05-01T00:00:00Z', '2050-06-01T00:00:00Z']

/** A unit that nobody has, one that is booked from March to June, and one that somebody lives in until March. */
async function building() {
  const id = await world.building()
  const [free, booked, left] = [await world.unit(id), await world.unit(id), await world.unit(id)]
  const path = inBuilding(id, '/occupancies')
  const moveIn = async (unitId: string, stay: object) =>
    expect((await admin.post(path, { unitId, residentUserId: await world.user(), ...stay })).status).toBe(201)
  await moveIn(booked, { startAt: MARCH, plannedEndAt: JUNE })
  await moveIn(left, { plannedEndAt: MARCH })
  const units = { free, booked, left }
  const found = async (path: string) => {
    const ids = (await admin.get(path)).items('id')
    return Object.entries(units).flatMap(([name, unit]) => (ids.includes(unit) ? [name] : []))
  }
  return { id, found }
}

describe('units that are free for a period', () => {
  it.each([
    ['now', `available=true`, ['free', 'booked']],
    ['from March for good', `availableFrom=${MARCH}`, ['free', 'left']],
    ['from June for good', `availableFrom=${JUNE}`, ['free', 'booked', 'left']],
    ['until March', `availableFrom=2050-01-01T00:00:00Z&availableTo=${MARCH}`, ['free', 'booked']],
    ['until just after', `availableFrom=2050-01-01T00:00:00Z&availableTo=2050-03-01T00:00:00.001Z`, ['free']],
    ['in a stretch of a booking', `availableFrom=${MAY}&availableTo=2050-05-02T00:00:00Z`, ['free', 'left']],
    ['around a booking', `availableFrom=2050-02-01T00:00:00Z&availableTo=2051-01-01T00:00:00Z`, ['free']],
    ['now and from June', `available=true&availableFrom=${JUNE}`, ['free', 'booked']],
    ['no more now, but from June', `available=false&availableFrom=${JUNE}`, ['left']],
  ])('%s', async (_, query, expected) => {
    const { id, found } = await building()
    expect(await found(inBuilding(id, `/units?${query}`))).toEqual(expected)
    expect(await found(`/api/org/units?buildingId=${id}&${query}`)).toEqual(expected)
    expect(await found(`/api/org/units?limit=200&${query}`)).toEqual(expected)
  })

  it.each([
    ['the end alone', `availableTo=${JUNE}`, '/availableTo'],
    ['an end before the beginning', `availableFrom=${JUNE}&availableTo=${MAY}`, '/availableTo'],
    ['an end at the beginning', `availableFrom=${JUNE}&availableTo=${JUNE}`, '/availableTo'],
    ['no moment', 'availableFrom=soon', '/availableFrom'],
    ['nothing', 'availableFrom=', '/availableFrom'],
  ])('are refused for %s', async (_, query, pointer) => {
    const { id } = await building()
    for (const path of [inBuilding(id, `/units?${query}`), `/api/org/units?${query}`])
      expect(refusalOf(await admin.get(path))).toEqual([...INVALID, pointer])
  })

  it('go by the days of a building; over several buildings there is no day', async () => {
    const { id, found } = await building()
    const query = 'availableFrom=2050-01-01&availableTo=2050-03-01'
    expect(refusalOf(await admin.get(`/api/org/units?${query}`))).toEqual([...INVALID, '/availableFrom'])
    for (const [zone, expected] of [
      ['Pacific/Apia', ['free', 'booked']],
      ['America/Havana', ['free']],
    ] as const) {
      await db.query('UPDATE buildings SET timezone = $1 WHERE id = $2', [zone, id])
      expect(await found(inBuilding(id, `/units?${query}`))).toEqual(expected)
      expect(await found(`/api/org/units?buildingId=${id}&${query}`)).toEqual(expected)
    }
  })

  it('go by what lasts: a period that ended the instant it began stands in no way, nor does it hide another', async () => {
    const { id, found } = await building()
    await db.query(
      `INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, status, start_at, end_at, updated_at)
       SELECT org_id, gen_random_uuid(), building_id, id, $2, 'ENDED', '2050-04-15Z', '2050-04-15Z', now()
       FROM units WHERE building_id = $1`,
      [id, await world.user()],
    )
    const query = `availableFrom=${MAY}&availableTo=2050-05-02T00:00:00Z`
    expect(await found(inBuilding(id, `/units?${query}`))).toEqual(['free', 'left'])
    const around = 'availableFrom=2050-04-01T00:00:00Z&availableTo=2050-04-16T00:00:00Z'
    expect(await found(inBuilding(id, `/units?${around}`))).toEqual(['free', 'left'])
  })

  it('of a building that is not there are none, also by the day', async () => {
    const { body } = await admin.get(`/api/org/units?buildingId=${world.orgId}&availableFrom=2050-01-01`)
    expect(body).toEqual({ items: [], nextCursor: null })
  })
})
