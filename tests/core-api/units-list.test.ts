import { describe, expect, it } from 'vitest'
import { refusalOf } from '../support/answers.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, admin, person } = await setScene()
const LIMITS = [1, 2, 200]

/** A building with free, occupied and once occupied units, and another one with units of its own. */
async function mixedBuilding() {
  const [building, other] = [await world.building(), await world.building()]
  const resident = await person()
  const never = [await world.unit(building), await world.unit(building)]
  const [occupied, left] = [[await world.unit(building), await world.unit(building)], await world.unit(building)]
  for (const unit of occupied) await world.occupy(resident.id, building, unit)
  await world.endOccupancy(await world.occupy(resident.id, building, left))
  await world.unit(other)
  await world.occupy(resident.id, other)
  const free = [...never, left].toSorted()
  return { building, resident, free, occupied: occupied.toSorted(), all: [...free, ...occupied].toSorted() }
}

describe('the list of units', () => {
  const WANTED = [
    ['', 'all'],
    ['?available=true', 'free'],
    ['?available=false', 'occupied'],
  ] as const

  describe.each(WANTED)('with %s', (query, which) => {
    it.each(LIMITS)(`shows the matching units (${which}), each once, at %i a page`, async (limit) => {
      const scene = await mixedBuilding()
      const pages = await readPages(admin, inBuilding(scene.building, `/units${query}`), limit)
      expect(pages.flat()).toEqual(scene[which])
      expect(pages.map((page) => page.length)).toEqual(pageSizes(scene[which].length, limit))
    })
  })

  it('tells of each unit whether it is available', async () => {
    const { building, free } = await mixedBuilding()
    const list = await admin.get(inBuilding(building, '/units'))
    const available = list.items('available')
    expect(list.items('id').filter((_, at) => available[at])).toEqual(free)
  })

  it.each(['', 'TRUE', 'True', '1', '0', 'yes', 'null', 'true,false'])('is 400 for available=%s', async (value) => {
    const { building } = await mixedBuilding()
    const refused = await admin.get(inBuilding(building, `/units?available=${value}`))
    expect(refusalOf(refused)).toEqual([400, 'invalid_request', '/available'])
  })

  it('is empty for a building without units', async () => {
    const building = await world.building()
    for (const rest of ['/units', '/units?available=true', '/units?available=false', '/units/basic']) {
      expect((await admin.get(inBuilding(building, rest))).body).toEqual({ items: [], nextCursor: null })
    }
  })
})

describe('availability', () => {
  it('ends when somebody moves in and returns when the occupancy ends', async () => {
    const building = await world.building()
    const unit = await world.unit(building)
    const read = async () => {
      const [free, taken, one] = [
        await admin.get(inBuilding(building, '/units?available=true')),
        await admin.get(inBuilding(building, '/units?available=false')),
        await admin.get(inBuilding(building, `/units/${unit}`)),
      ]
      return { free: free.items('id'), taken: taken.items('id'), available: one.at('available') }
    }
    expect(await read()).toEqual({ free: [unit], taken: [], available: true })
    const moveIn = { unitId: unit, residentUserId: await world.user() }
    const occupancy = await admin.post(inBuilding(building, '/occupancies'), moveIn)
    expect(await read()).toEqual({ free: [], taken: [unit], available: false })
    await admin.post(inBuilding(building, `/occupancies/${occupancy.str('id')}/end`))
    expect(await read()).toEqual({ free: [unit], taken: [], available: true })
  })
})

describe('the basic list of units', () => {
  it.each(LIMITS)('shows every unit of the building once, to a resident, at %i a page', async (limit) => {
    const { building, resident, all } = await mixedBuilding()
    const pages = await readPages(resident.http, inBuilding(building, '/units/basic'), limit)
    expect(pages.flat()).toEqual(all)
    expect(pages.map((page) => page.length)).toEqual(pageSizes(all.length, limit))
  })

  it('tells id, label and floor and nothing else, whoever asks', async () => {
    const building = await world.building()
    const made = await admin.post(inBuilding(building, '/units'), { label: '101', floor: 1, notes: 'Secret' })
    const { id, http } = await person()
    await world.occupy(id, building, made.str('id'))
    for (const reader of [http, admin]) {
      const list = await reader.get(inBuilding(building, '/units/basic'))
      expect(list.body).toEqual({ items: [{ id: made.at('id'), label: '101', floor: 1 }], nextCursor: null })
    }
  })
})
