import { describe, expect, it } from 'vitest'
import { answerOf, refusalOf } from '../support/answers.ts'
import { identity, provision } from '../support/provision.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { lived, settlers } from '../support/settlers.ts'
import { everythingOf } from '../support/stored.ts'
import { newId } from '../support/world.ts'

const scene = await setScene()
const { db, world, admin } = scene
const { orgId } = world
const { newUnit, somebodyIn, livesIn } = settlers(scene)

const FROM = '/grants/resident/fromUnitId'
const MOVE = { mode: 'MOVE' } as const

describe('ADD', () => {
  it.each([undefined, 'ADD'] as const)('(%s) adds one and keeps the others', async (mode) => {
    const { id, homes, target, settle } = await somebodyIn(2)
    const added = await settle({ ...target, ...(mode && { mode }) })
    const resident = { occupancyId: expect.any(String), ...target, created: true, endedOccupancyId: null }
    expect([added.status, added.at('applied.resident')]).toEqual([200, resident])
    expect(await livesIn(id)).toEqual(lived([], [...homes, target]))
  })

  it('to the unit the person lives in changes nothing', async () => {
    const { id, homes, home, settle } = await somebodyIn(2)
    const before = await everythingOf(db, orgId)
    const again = await settle({ buildingId: home.buildingId, unitId: home.unitId })
    expect(again.at('applied.resident')).toMatchObject({ created: false, endedOccupancyId: null })
    expect([await livesIn(id), await everythingOf(db, orgId)]).toEqual([lived([], homes), before])
  })

  it('to a unit the person lived in before starts a new occupancy beside the ended one', async () => {
    const { id, homes, home, settle } = await somebodyIn(1)
    await world.endOccupancy(homes[0]?.occupancyId ?? '')
    expect((await settle({ buildingId: home.buildingId, unitId: home.unitId })).at('applied.resident.created')).toBe(
      true,
    )
    expect(await livesIn(id)).toEqual(lived([home], [home]))
  })
})

describe('MOVE', () => {
  it('of somebody who lives nowhere, or is new, is as ADD', async () => {
    const { id, target, settle } = await somebodyIn(0)
    expect((await settle({ ...target, ...MOVE })).at('applied.resident')).toMatchObject({
      ...{ created: true, endedOccupancyId: null },
    })
    expect(await livesIn(id)).toEqual(lived([], [target]))
    const made = await provision(admin, {
      identity: identity(),
      grants: { resident: { ...(await newUnit()), ...MOVE } },
    })
    expect([made.status, made.at('applied.resident.created')]).toEqual([201, true])
  })

  it('of somebody with one occupancy ends it at the instant the new one starts', async () => {
    const { id, home, homes, target, settle } = await somebodyIn(1)
    const moved = await settle({ ...target, ...MOVE })
    const ended = homes[0]?.occupancyId
    expect([moved.status, moved.at('applied.resident')]).toEqual([
      200,
      { occupancyId: expect.any(String), ...target, created: true, endedOccupancyId: ended },
    ])
    const [old] = (await admin.get(inBuilding(home.buildingId, '/occupancies?status=ENDED'))).items('')
    const [now] = (await admin.get(inBuilding(target.buildingId, '/occupancies'))).items('')
    expect([old, now]).toMatchObject([{ id: ended }, { id: moved.at('applied.resident.occupancyId'), endAt: null }])
    expect(Object(old).endAt).toBe(Object(now).startAt)
    expect(await livesIn(id)).toEqual(lived([home], [target]))
  })

  it('repeated changes nothing, whatever fromUnitId says', async () => {
    const { home, target, settle } = await somebodyIn(1)
    const moved = await settle({ ...target, ...MOVE })
    const before = await everythingOf(db, orgId)
    for (const over of [{}, { fromUnitId: home.unitId }, { fromUnitId: target.unitId }, { fromUnitId: newId() }]) {
      const again = await settle({ ...target, ...MOVE, ...over })
      const occupancyId = moved.at('applied.resident.occupancyId')
      const resident = { occupancyId, ...target, created: false, endedOccupancyId: null }
      expect([again.status, again.at('applied.resident')]).toEqual([200, resident])
    }
    expect(await everythingOf(db, orgId)).toEqual(before)
  })

  it('to one of two units the person lives in keeps both', async () => {
    const { id, homes, home, settle } = await somebodyIn(2)
    expect((await settle({ buildingId: home.buildingId, unitId: home.unitId, ...MOVE })).status).toBe(200)
    expect(await livesIn(id)).toEqual(lived([], homes))
  })

  it('of somebody with several occupancies is 409 ambiguous_move without fromUnitId', async () => {
    const { id, homes, home, target, settle } = await somebodyIn(3)
    const before = await everythingOf(db, orgId)
    const refused = await settle({ ...target, ...MOVE })
    expect(refusalOf(refused)).toEqual([409, 'ambiguous_move', FROM])
    expect(await everythingOf(db, orgId)).toEqual(before)
    const moved = await settle({ ...target, ...MOVE, fromUnitId: home.unitId })
    expect([moved.status, moved.at('applied.resident.endedOccupancyId')]).toEqual([200, homes[0]?.occupancyId])
    expect(await livesIn(id)).toEqual(lived([home], [...homes.slice(1), target]))
  })

  it('within one building ends and starts there', async () => {
    const { id, home, settle } = await somebodyIn(1)
    const unitId = await world.unit(home.buildingId)
    expect((await settle({ buildingId: home.buildingId, unitId, ...MOVE, fromUnitId: home.unitId })).status).toBe(200)
    expect(await livesIn(id)).toEqual(lived([home], [{ unitId }]))
  })

  it('into an occupied unit is 409 unit_occupied, and the old occupancy stays as it is', async () => {
    const { id, home, target, settle } = await somebodyIn(1)
    const taken = await world.occupy(await world.user(), target.buildingId, target.unitId)
    const before = await everythingOf(db, orgId)
    for (const over of [{}, { fromUnitId: home.unitId }]) {
      const refused = await settle({ ...target, ...MOVE, ...over })
      expect(answerOf(refused)).toEqual([409, 'unit_occupied'])
    }
    expect([await everythingOf(db, orgId), await livesIn(id)]).toEqual([before, lived([], [home])])
    await world.endOccupancy(taken)
    expect((await settle({ ...target, ...MOVE })).status).toBe(200)
  })
})
