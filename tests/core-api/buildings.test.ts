import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { db, world, admin, person } = await setScene()

const PLAIN = { address: null, city: null, country: null, timezone: null }
const FULL = { name: 'Harbour House', address: '1 Quay', city: 'Hamburg', country: 'DE', timezone: 'Europe/Berlin' }

describe('a new building', () => {
  it('needs a name and nothing else, and belongs to the org of its creator', async () => {
    const made = await admin.post('/api/org/buildings', { name: ' Harbour House ' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'Harbour House', orgId: world.orgId, ...PLAIN })
    const members = ['id', 'orgId', 'name', 'address', 'city', 'country', 'timezone', 'createdAt', 'updatedAt']
    expect(Object.keys(made.body ?? {}).toSorted()).toEqual(members.toSorted())
  })

  it('can be read where its Location says, with the number of its units', async () => {
    const made = await admin.post('/api/org/buildings', FULL)
    expect(made.body).toMatchObject(FULL)
    expect(made.headers.get('location')).toBe(inBuilding(made.str('id')))
    const read = await admin.get(made.headers.get('location') ?? '')
    expect([read.status, read.body]).toEqual([
      200,
      { ...Object(made.body), units: { total: 0, occupied: 0, available: 0 } },
    ])
  })

  it.each([
    ['letters of any script', { name: '東京 Дом ☂' }],
    ['members that are null', { name: 'A', ...PLAIN }],
    ['UTC', { name: 'A', timezone: 'UTC' }],
    ['a time zone of three parts', { name: 'A', timezone: 'America/Argentina/Buenos_Aires' }],
  ])('may have %s', async (_, body) => {
    const made = await admin.post('/api/org/buildings', body)
    expect([made.status, made.body]).toEqual([201, expect.objectContaining(body)])
  })
})

/** What POST and PATCH refuse beside what contract-members and contract-text hold of every route. */
const REFUSED: [what: string, body: object, pointer: string][] = [
  ['an empty name', { name: '' }, '/name'],
  ['a blank name', { name: ' \t ' }, '/name'],
  ['a blank city', { name: 'A', city: ' ' }, '/city'],
  ['a time zone nobody knows', { name: 'A', timezone: 'Mars/Olympus_Mons' }, '/timezone'],
  ['an empty time zone', { name: 'A', timezone: '' }, '/timezone'],
]

describe.each(['POST', 'PATCH'] as const)('%s of a building', (method) => {
  const send = async (body: object) => {
    if (method === 'POST') return admin.post('/api/org/buildings', body)
    return admin.patch(inBuilding(await world.building()), body)
  }

  it.each(REFUSED)('refuses %s', async (_, body, pointer) => {
    const refused = await send(body)
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
    expect((await send({ name: 'A' })).status).toBe(method === 'POST' ? 201 : 200)
  })

  it('points at every invalid member, not only the first', async () => {
    const refused = await send({ name: '', timezone: 'Nowhere', orgId: world.orgId })
    const pointers = [0, 1, 2].map((at) => refused.at(`errors.${at}.pointer`))
    expect(pointers.toSorted()).toEqual(['/name', '/orgId', '/timezone'])
  })
})

it('a new building without a name is refused', async () => {
  const refused = await admin.post('/api/org/buildings', {})
  expect([refused.status, refused.at('errors.0.pointer')]).toEqual([400, '/name'])
})

describe('a change of a building', () => {
  const make = async () => (await admin.post('/api/org/buildings', FULL)).str('id')

  it.each([
    ['one member and leaves the others', { city: 'Bremen' }],
    ['all members', { name: 'B', address: '2 Quay', city: 'Kiel', country: 'NO', timezone: 'Europe/Oslo' }],
    ['to null what may be cleared', PLAIN],
    ['nothing when nothing is given', {}],
  ])('sets %s', async (_, change) => {
    const path = inBuilding(await make())
    const changed = await admin.patch(path, change)
    expect([changed.status, changed.body]).toEqual([200, expect.objectContaining({ ...FULL, ...change })])
    expect((await admin.get(path)).body).toMatchObject({ ...FULL, ...change })
  })

  it('touches no other building', async () => {
    const [one, other] = [inBuilding(await make()), inBuilding(await make())]
    const before = await admin.get(other)
    await admin.patch(one, { name: 'Changed' })
    expect((await admin.get(other)).text).toBe(before.text)
  })
})

describe('the detail of a building', () => {
  it('counts its own units, those with an ACTIVE occupancy as occupied', async () => {
    const [building, other] = [await world.building(), await world.building()]
    const resident = await world.user()
    await world.unit(building)
    await world.occupy(resident, building)
    await world.endOccupancy(await world.occupy(resident, building))
    await world.occupy(resident, other)
    expect((await admin.get(inBuilding(building))).at('units')).toEqual({ total: 3, occupied: 1, available: 2 })
  })
})

describe('deleting a building', () => {
  const countAssignments = async (building: string) => {
    const { rows } = await db.query('SELECT 1 FROM building_assignments WHERE building_id = $1', [building])
    return rows.length
  }

  it('is refused while it has units, and takes nothing away', async () => {
    const building = await world.building()
    const unit = await world.unit(building)
    await world.assign(await world.user(), building, 'STAFF')
    const refused = await admin.delete(inBuilding(building))
    expect(answerOf(refused)).toEqual([409, 'building_not_empty'])
    expect([(await admin.get(inBuilding(building))).status, await countAssignments(building)]).toEqual([200, 1])
    await admin.delete(inBuilding(building, `/units/${unit}`))
    expect((await admin.delete(inBuilding(building))).status).toBe(204)
  })

  it('takes its assignments with it and leaves those of other buildings', async () => {
    const [building, other] = [await world.building(), await world.building()]
    const { id, http } = await person()
    await world.assign(id, building, 'MANAGER')
    await world.assign(id, other, 'MANAGER')
    expect((await http.get(inBuilding(building))).status).toBe(200)
    const gone = await admin.delete(inBuilding(building))
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect([await countAssignments(building), await countAssignments(other)]).toEqual([0, 1])
    expect([(await http.get(inBuilding(building))).status, (await http.get(inBuilding(other))).status]).toEqual([
      404, 200,
    ])
  })

  it('is 404 the second time', async () => {
    const path = inBuilding(await world.building())
    expect([(await admin.delete(path)).status, (await admin.delete(path)).status]).toEqual([204, 404])
  })

  it('while a unit is added: one of the two is done, and the other refused', async () => {
    for (let round = 0; round < 10; round += 1) {
      const path = inBuilding(await world.building())
      const [gone, unit] = await Promise.all([admin.delete(path), admin.post(`${path}/units`, { label: '101' })])
      expect(['204 404', '409 201']).toContain(`${gone.status} ${unit.status}`)
      expect((await admin.get(path)).status).toBe(gone.status === 204 ? 404 : 200)
    }
  })
})
