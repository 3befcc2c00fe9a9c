import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, many, refusalOf, tally } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, admin } = await setScene()

const MEMBERS = [
  'id',
  'buildingId',
  'label',
  'floor',
  'notes',
  'available',
  'nextOccupancyAt',
  'createdAt',
  'updatedAt',
]
const unitsOf = (building: string, rest = '') => inBuilding(building, `/units${rest}`)
const newUnits = async () => unitsOf(await world.building())

describe('a new unit', () => {
  it('needs a label and nothing else, and is free', async () => {
    const building = await world.building()
    const made = await admin.post(unitsOf(building), { label: ' 101 ' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ buildingId: building, label: '101', floor: null, notes: null, available: true })
    expect(Object.keys(made.body ?? {}).toSorted()).toEqual(MEMBERS.toSorted())
  })

  it('can be read where its Location says', async () => {
    const building = await world.building()
    const made = await admin.post(unitsOf(building), { label: '101', floor: 1, notes: 'By the stairs' })
    expect(made.headers.get('location')).toBe(unitsOf(building, `/${made.str('id')}`))
    const read = await admin.get(made.headers.get('location') ?? '')
    expect([read.status, read.body]).toEqual([200, made.body])
  })

  it.each([
    ['a label of one character', { label: '1' }],
    ['a floor below the ground', { label: '1', floor: -1_000 }],
    ['a high floor', { label: '1', floor: 1_000 }],
    ['the ground floor', { label: '1', floor: 0 }],
    ['floor and notes that are null', { label: '1', floor: null, notes: null }],
  ])('may have %s', async (_, body) => {
    const made = await admin.post(await newUnits(), body)
    expect([made.status, made.body]).toEqual([201, expect.objectContaining(body)])
  })
})

/** What POST and PATCH refuse beside what contract-members and contract-text hold of every route. */
const REFUSED: [what: string, body: object, pointer: string][] = [
  ['an empty label', { label: '' }, '/label'],
  ['a blank label', { label: '  ' }, '/label'],
  ['half a floor', { label: '1', floor: 1.5 }, '/floor'],
  ['a floor above 1000', { label: '1', floor: 1_001 }, '/floor'],
  ['a floor below -1000', { label: '1', floor: -1_001 }, '/floor'],
]

describe.each(['POST', 'PATCH'] as const)('%s of a unit', (method) => {
  const send = async (body: object) => {
    const building = await world.building()
    if (method === 'POST') return admin.post(unitsOf(building), body)
    return admin.patch(unitsOf(building, `/${await world.unit(building)}`), body)
  }

  it.each(REFUSED)('refuses %s', async (_, body, pointer) => {
    const refused = await send(body)
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
    expect((await send({ label: '1' })).status).toBe(method === 'POST' ? 201 : 200)
  })
})

describe('a label', () => {
  const EXISTS = [409, 'unit_label_exists']

  it('is unique in its building, however it is padded', async () => {
    const units = await newUnits()
    expect((await admin.post(units, { label: '101' })).status).toBe(201)
    for (const label of ['101', ' 101 ']) {
      const refused = await admin.post(units, { label })
      expect(answerOf(refused)).toEqual(EXISTS)
    }
    expect((await admin.post(units, { label: '102' })).status).toBe(201)
  })

  it('may exist in another building too', async () => {
    const units = [await newUnits(), await newUnits()]
    for (const path of units) expect((await admin.post(path, { label: '101' })).status).toBe(201)
  })

  it('cannot be changed to that of another unit of the building', async () => {
    const units = await newUnits()
    await admin.post(units, { label: '101' })
    const path = (await admin.post(units, { label: '102' })).headers.get('location') ?? ''
    const refused = await admin.patch(path, { label: '101' })
    expect(answerOf(refused)).toEqual(EXISTS)
    expect((await admin.get(path)).at('label')).toBe('102')
    expect((await admin.patch(path, { label: '103' })).status).toBe(200)
  })

  it('can be changed to itself', async () => {
    const made = await admin.post(await newUnits(), { label: '101' })
    expect((await admin.patch(made.headers.get('location') ?? '', { label: '101' })).status).toBe(200)
  })

  it('is given once when many ask for it at once', async () => {
    const units = await newUnits()
    const replies = await many(10, () => admin.post(units, { label: '101' }))
    expect(tally(replies)).toEqual({ 201: 1, '409 unit_label_exists': 9 })
    expect((await admin.get(units)).items('label')).toEqual(['101'])
  })
})

describe('a change of a unit', () => {
  const FULL = { label: '101', floor: 1, notes: 'By the stairs' }

  it.each([
    ['one member and leaves the others', { floor: 2 }],
    ['all members', { label: '201', floor: 2, notes: 'Under the roof' }],
    ['to null what may be cleared', { floor: null, notes: null }],
    ['nothing when nothing is given', {}],
  ])('sets %s', async (_, change) => {
    const path = (await admin.post(await newUnits(), FULL)).headers.get('location') ?? ''
    const changed = await admin.patch(path, change)
    expect([changed.status, changed.body]).toEqual([200, expect.objectContaining({ ...FULL, ...change })])
    expect((await admin.get(path)).body).toEqual(changed.body)
  })

  it('tells of an occupied unit that it is not available', async () => {
    const building = await world.building()
    const unit = await world.unit(building)
    await world.occupy(await world.user(), building, unit)
    expect((await admin.patch(unitsOf(building, `/${unit}`), { floor: 3 })).at('available')).toBe(false)
  })
})

describe('deleting a unit', () => {
  it('without an occupancy is 204, and 404 the second time', async () => {
    const building = await world.building()
    const path = unitsOf(building, `/${await world.unit(building)}`)
    const gone = await admin.delete(path)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect([(await admin.get(path)).status, (await admin.delete(path)).status]).toEqual([404, 404])
  })

  it.each(['ACTIVE', 'ENDED'])('is refused with an %s occupancy, and the unit stays', async (status) => {
    const building = await world.building()
    const [unit, free] = [await world.unit(building), await world.unit(building)]
    const occupancy = await world.occupy(await world.user(), building, unit)
    if (status === 'ENDED') await world.endOccupancy(occupancy)
    const refused = await admin.delete(unitsOf(building, `/${unit}`))
    expect(answerOf(refused)).toEqual([409, 'unit_has_history'])
    expect((await admin.get(unitsOf(building, `/${unit}`))).status).toBe(200)
    expect((await admin.delete(unitsOf(building, `/${free}`))).status).toBe(204)
  })

  it('while somebody moves in: one of the two is done, and the other refused', async () => {
    const resident = await world.user()
    for (let round = 0; round < 10; round += 1) {
      const building = await world.building()
      const unitId = await world.unit(building)
      const moveIn = { unitId, residentUserId: resident }
      const [gone, occupancy] = await Promise.all([
        admin.delete(unitsOf(building, `/${unitId}`)),
        admin.post(inBuilding(building, '/occupancies'), moveIn),
      ])
      expect(['204 400', '409 201']).toContain(`${gone.status} ${occupancy.status}`)
    }
  })
})
