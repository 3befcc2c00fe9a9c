import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { newId } from '../support/world.ts'

const { world, admin } = await setScene()

const building = await world.building()
const resident = { name: 'Robin Rent', email: `robin-${newId()}@example.test` }
const robin = await world.user(resident)
const unit = await world.unit(building)
const end = async (occupancy: string) => {
  await world.endOccupancy(occupancy)
  return occupancy
}
const ENDED = [
  await end(await world.occupy(robin, building, unit)),
  await end(await world.occupy(await world.user(), building, unit)),
].toSorted()
const ACTIVE = [
  await world.occupy(robin, building, unit),
  await world.occupy(robin, building),
  await world.occupy(await world.user(), building),
].toSorted()
await world.occupy(robin, await world.building())

const path = inBuilding(building, '/occupancies')

describe('the list of occupancies', () => {
  const WANTED: [query: string, wanted: string[]][] = [
    ['', ACTIVE],
    ['?status=ACTIVE', ACTIVE],
    ['?status=ENDED', ENDED],
    ['?status=ALL', [...ACTIVE, ...ENDED].toSorted()],
  ]

  describe.each(WANTED)('with "%s"', (query, wanted) => {
    it.each([1, 2, 200])('shows the matching occupancies, each once, at %i a page', async (limit) => {
      const pages = await readPages(admin, path + query, limit)
      expect(pages.flat()).toEqual(wanted)
      expect(pages.map((page) => page.length)).toEqual(pageSizes(wanted.length, limit))
    })
  })

  it('shows the label of the unit, and of the resident id, name and email and nothing else', async () => {
    const list = await admin.get(path)
    const place = list.items('unitId').indexOf(unit)
    expect(list.at(`items.${place}.resident`)).toEqual({ id: robin, ...resident })
    const read = await admin.get(inBuilding(building, `/units/${unit}`))
    expect(list.at(`items.${place}.unit`)).toEqual({ id: unit, label: read.at('label') })
  })

  it('shows an end for ENDED occupancies, and none for ACTIVE ones', async () => {
    const list = await admin.get(`${path}?status=ALL`)
    const statuses = list.items('status')
    expect(list.items('endAt').map((endAt) => (endAt === null ? 'ACTIVE' : 'ENDED'))).toEqual(statuses)
    expect(new Set(statuses)).toEqual(new Set(['ACTIVE', 'ENDED']))
  })

  it('is empty for a building where nobody lives', async () => {
    const empty = inBuilding(await world.building(), '/occupancies')
    expect((await admin.get(`${empty}?status=ALL`)).body).toEqual({ items: [], nextCursor: null })
  })

  it.each([
    ['?status=active', '/status'],
    ['?status=', '/status'],
    ['?status=GONE', '/status'],
  ])('is 400 for %s', async (query, pointer) => {
    const refused = await admin.get(path + query)
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
  })
})
