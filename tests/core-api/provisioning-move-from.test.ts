import { describe, expect, it } from 'vitest'
import { refusalOf } from '../support/answers.ts'
import { invitee, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { lived, settlers } from '../support/settlers.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld, newId } from '../support/world.ts'

const scene = await setScene()
const { db, world, admin, person } = scene
const { orgId } = world
const { newUnit, somebodyIn, livesIn } = settlers(scene)

const FROM = '/grants/resident/fromUnitId'
const MOVE = { mode: 'MOVE' } as const

describe('a fromUnitId that the person does not live in is 400 from_unit_not_occupied, and nothing is written', () => {
  const UNITS: [which: string, make: (somebody: Awaited<ReturnType<typeof somebodyIn>>) => Promise<string>][] = [
    ['absent', async () => newId()],
    ['free', async ({ home }) => world.unit(home.buildingId)],
    [
      'of somebody else',
      async () => {
        const { buildingId, unitId } = await newUnit()
        await world.occupy(await world.user(), buildingId, unitId)
        return unitId
      },
    ],
    [
      'left before',
      async ({ id }) => {
        const { buildingId, unitId } = await newUnit()
        await world.endOccupancy(await world.occupy(id, buildingId, unitId))
        return unitId
      },
    ],
    [
      'foreign',
      async () => {
        const foreign = await createWorld(db)
        return foreign.unit(await foreign.building())
      },
    ],
  ]
  it.each(UNITS)('%s', async (_, make) => {
    const somebody = await somebodyIn(1)
    const fromUnitId = await make(somebody)
    const before = await everythingOf(db, orgId)
    const refused = await somebody.settle({ ...somebody.target, ...MOVE, fromUnitId })
    expect(refusalOf(refused)).toEqual([400, 'from_unit_not_occupied', FROM])
    const resident = { ...somebody.target, ...MOVE, fromUnitId }
    expect((await provision(admin, { identity: invitee(), grants: { resident } })).code).toBe('from_unit_not_occupied')
    expect(await everythingOf(db, orgId)).toEqual(before)
    const good = { ...somebody.target, ...MOVE, fromUnitId: somebody.home.unitId }
    expect((await somebody.settle(good)).status).toBe(200)
  })
})

describe('a move from one building to another', () => {
  it('needs occupancy.write on both', async () => {
    const { id, home, target, settle } = await somebodyIn(1)
    const before = await everythingOf(db, orgId)
    const of = async (...buildings: string[]) => {
      const admins = await person()
      for (const building of buildings) await world.assign(admins.id, building, 'BUILDING_ADMIN')
      return admins.http
    }
    const [ofOld, ofNew, ofBoth] = [
      await of(home.buildingId),
      await of(target.buildingId),
      await of(home.buildingId, target.buildingId),
    ]
    for (const by of [ofOld, ofNew]) {
      for (const over of [{}, { fromUnitId: home.unitId }]) {
        expect(refusalOf(await settle({ ...target, ...MOVE, ...over }, by))).toEqual([403, 'forbidden'])
      }
    }
    expect((await everythingOf(db, orgId))['occupancies']).toEqual(before['occupancies'])
    expect((await settle({ ...target, ...MOVE }, ofBoth)).status).toBe(200)
    expect(await livesIn(id)).toEqual(lived([home], [target]))
    const next = { buildingId: target.buildingId, unitId: await world.unit(target.buildingId) }
    expect((await settle({ ...next, ...MOVE }, ofNew)).status).toBe(200)
  })
})
