import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import type { Http } from '../support/http.ts'
import { inBuilding } from '../support/scene.ts'
import { type Home, settlers } from '../support/settlers.ts'

const scene = await setClockedScene()
const { world, admin, person, clock } = scene
const { newUnit, somebodyIn } = settlers(scene)
const MARCH = '2090-03-01T00:00:00.000Z'
const MOVE = { mode: 'MOVE' } as const
const AHEAD = { mode: 'MOVE', startAt: MARCH } as const

const statusesIn = async ({ buildingId }: Home) =>
  (await admin.get(inBuilding(buildingId, '/occupancies?status=ALL')))
    .items('')
    .map((one) => [Object(one).status, Object(one).plannedEndAt])

describe('a MOVE ahead', () => {
  it('books the new home and plans the end of the old one at that instant, and so it comes', async () => {
    const { home, homes, target, settle } = await somebodyIn(1)
    const moved = await settle({ ...target, ...AHEAD })
    expect([moved.status, moved.at('applied.resident.endedOccupancyId')]).toEqual([200, homes[0]?.occupancyId])
    expect([await statusesIn(home), await statusesIn(target)]).toEqual([[['ACTIVE', MARCH]], [['SCHEDULED', null]]])
    await clock(MARCH)
    const then = [await statusesIn(home), await statusesIn(target)]
    await clock()
    expect(then).toEqual([[['ENDED', MARCH]], [['ACTIVE', null]]])
  })

  it('repeated changes nothing, before and after that instant', async () => {
    const { home, target, settle } = await somebodyIn(1)
    const first = await settle({ ...target, ...AHEAD })
    for (const moment of [undefined, MARCH, '2091-01-01T00:00:00Z']) {
      await clock(moment)
      const again = await settle({ ...target, ...AHEAD, fromUnitId: home.unitId })
      await clock()
      expect([again.status, again.at('applied.resident')]).toEqual([
        200,
        { ...Object(first.at('applied.resident')), created: false, endedOccupancyId: null },
      ])
    }
  })

  it('is none from a home that is booked, nor from one that will have been left', async () => {
    const { id, home, target, settle } = await somebodyIn(1)
    await world.book(id, (await newUnit()).buildingId)
    expect((await settle({ ...target, ...AHEAD })).status).toBe(200)
    const later = await settle({ ...(await newUnit()), mode: 'MOVE', startAt: '2090-04-01T00:00:00Z' })
    expect([later.status, later.at('applied.resident.endedOccupancyId')]).toEqual([200, null])
    expect(await statusesIn(home)).toEqual([['ACTIVE', MARCH]])
  })

  it('into a home that is booked by then is refused, and nothing is planned', async () => {
    const { home, target, settle } = await somebodyIn(1)
    await world.book(await world.user(), target.buildingId, target.unitId, new Date(MARCH))
    const refused = await settle({ ...target, ...AHEAD })
    expect([...answerOf(refused), refused.at('conflict')]).toEqual([
      ...[409, 'unit_occupied'],
      { startAt: MARCH, endAt: null },
    ])
    expect(await statusesIn(home)).toEqual([['ACTIVE', null]])
  })

  it('before the home that is left was theirs is refused', async () => {
    const { target, settle } = await somebodyIn(1)
    const refused = await settle({ ...target, mode: 'MOVE', startAt: '1990-01-01T00:00:00Z' })
    expect(refusalOf(refused)).toEqual([...INVALID, '/grants/resident/startAt'])
    const wrong = await settle({ ...target, ...AHEAD, plannedEndAt: MARCH })
    expect(refusalOf(wrong)).toEqual([...INVALID, '/grants/resident/plannedEndAt'])
  })
})

describe('what is booked', () => {
  const book = async () => {
    const { id, http } = await person()
    const { buildingId, unitId } = await newUnit()
    const occupancyId = await world.book(id, buildingId, unitId, new Date(MARCH))
    const basic = (as: Http) => as.get(inBuilding(buildingId, '/units/basic'))
    return { id, http, buildingId, unitId, occupancyId, basic }
  }

  it('opens nothing before it begins', async () => {
    const { http, basic } = await book()
    expect((await basic(http)).status).toBe(403)
    await clock(MARCH)
    const then = await basic(http)
    await clock()
    expect(then.status).toBe(200)
  })

  it('goes with everything else, as a rehearsal tells, where homes go too', async () => {
    const { id, buildingId, unitId, occupancyId } = await book()
    const path = `/api/users/${id}/revoke-all`
    const gone = [{ id: occupancyId, buildingId, unitId, status: 'SCHEDULED', startAt: MARCH }]
    expect((await admin.post(path)).at('occupancies')).toEqual([])
    expect((await admin.post(path, { endOccupancies: true, dryRun: true })).at('occupancies')).toEqual(gone)
    expect((await admin.post(path, { endOccupancies: true })).at('occupancies')).toEqual(gone)
    expect((await admin.get(inBuilding(buildingId, `/occupancies/${occupancyId}`))).status).toBe(404)
  })

  it('goes with somebody who was invited under a typo; a home keeps them', async () => {
    const buildingId = await world.building()
    const [id, lives] = [await world.user({ status: 'INVITED' }), await world.user({ status: 'INVITED' })]
    const occupancyId = await world.book(id, buildingId)
    await world.occupy(lives, buildingId)
    expect((await admin.delete(`/api/users/${lives}`)).code).toBe('user_has_history')
    expect((await admin.delete(`/api/users/${id}`)).status).toBe(204)
    const events = (await admin.get(`/api/org/audit-log?target=${occupancyId}`)).items('action')
    expect(events).toEqual(['occupancy.cancelled'])
  })
})

it('a home left twice at once, now and ahead, is left once', async () => {
  const { home, target, settle } = await somebodyIn(1)
  const [now, ahead] = await Promise.all([settle({ ...(await newUnit()), ...MOVE }), settle({ ...target, ...AHEAD })])
  expect([now.status, ahead.status]).toEqual([200, 200])
  expect((await statusesIn(home)).map(([status]) => status)).toEqual(['ENDED'])
  expect(await statusesIn(target)).toEqual([['SCHEDULED', null]])
})
