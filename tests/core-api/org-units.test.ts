import { describe, expect, it } from 'vitest'
import { answerOf, FORBIDDEN, INVALID, refusalOf } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { createWorld, newId, type UserOptions } from '../support/world.ts'

const { db, api } = await setScene()
const LIST = '/api/org/units'

/** An org of three buildings with two units each, the second of which somebody lives in. */
async function orgOfThree() {
  const world = await createWorld(db)
  const resident = await world.user()
  const buildings: { id: string; free: string; taken: string }[] = []
  for (let made = 0; made < 3; made += 1) {
    const id = await world.building()
    const [free, taken] = [await world.unit(id), await world.unit(id)]
    await world.occupy(resident, id, taken)
    buildings.push({ id, free, taken })
  }
  const join = async (options: UserOptions = {}) => {
    const id = await world.user(options)
    return { id, http: await api.as(world.orgId, id) }
  }
  return { world, buildings, join, resident: await api.as(world.orgId, resident) }
}

const readAll = async (http: Http, query = '', limit = 200) => (await readPages(http, LIST + query, limit)).flat()

describe('the units of all buildings', () => {
  it.each([1, 2, 200])('show a viewer every unit of the org and none of another, at %i a page', async (limit) => {
    const { buildings, join } = await orgOfThree()
    await orgOfThree()
    const { http } = await join({ roles: ['viewer'] })
    const units = buildings.flatMap(({ free, taken }) => [free, taken]).toSorted()
    const pages = await readPages(http, LIST, limit)
    expect(pages.flat()).toEqual(units)
    expect(pages.map((page) => page.length)).toEqual(pageSizes(6, limit))
    expect(await readAll(http, '?available=true', limit)).toEqual(buildings.map(({ free }) => free).toSorted())
    expect(await readAll(http, '?available=false', limit)).toEqual(buildings.map(({ taken }) => taken).toSorted())
  })

  it.each([1, 2, 200])('show somebody assigned those of the assigned buildings alone, at %i a page', async (limit) => {
    const { world, buildings, join } = await orgOfThree()
    const { id, http } = await join()
    const assigned = [buildings[0], buildings[2]].flatMap((one) => one ?? [])
    for (const one of assigned) for (const type of ['STAFF', 'MANAGER'] as const) await world.assign(id, one.id, type)
    expect(await readAll(http, '', limit)).toEqual(assigned.flatMap(({ free, taken }) => [free, taken]).toSorted())
    expect(await readAll(http, '?available=true', limit)).toEqual(assigned.map(({ free }) => free).toSorted())
  })

  it('with a DENY of units.read are those of the assigned buildings alone', async () => {
    const { world, buildings, join } = await orgOfThree()
    const { id, http } = await join({ roles: ['org_admin'], deny: ['units.read'] })
    const [first] = buildings
    expect(answerOf(await http.get(LIST))).toEqual(FORBIDDEN)
    await world.assign(id, first?.id ?? '', 'STAFF')
    expect(await readAll(http)).toEqual([first?.free, first?.taken].toSorted())
  })

  it('are 403 to somebody without any, naming the key, and to a resident', async () => {
    const { join, resident } = await orgOfThree()
    for (const http of [(await join({ allow: ['buildings.read'] })).http, resident]) {
      for (const query of ['', '?limit=0', `?buildingId=${newId()}`]) {
        const refused = await http.get(LIST + query)
        expect([...answerOf(refused), refused.at('permission')]).toEqual([...FORBIDDEN, 'units.read'])
      }
    }
  })

  it('are each what the list of the building shows, with its building', async () => {
    const { world, buildings, join } = await orgOfThree()
    const { http } = await join({ roles: ['viewer'] })
    const [{ id } = { id: '' }] = buildings
    const one = await http.get(inBuilding(id, '/units'))
    const { name } = Object((await http.get(inBuilding(id))).body)
    const all = await http.get(`${LIST}?buildingId=${id}`)
    expect(all.items('')).toEqual(one.items('').map((unit) => ({ ...Object(unit), building: { id, name } })))
    expect(world.orgId).not.toBe('')
  })

  it('are none for a building that is foreign, absent or not readable', async () => {
    const { world, buildings, join } = await orgOfThree()
    const foreign = await orgOfThree()
    const { id, http: staff } = await join()
    const [own, other] = buildings.map((one) => one.id)
    await world.assign(id, own ?? '', 'STAFF')
    const { http: viewer } = await join({ roles: ['viewer'] })
    for (const http of [staff, viewer]) {
      for (const strange of [foreign.buildings[0]?.id ?? '', newId(), ...(http === staff ? [other] : [])]) {
        const list = await http.get(`${LIST}?buildingId=${strange}`)
        expect([list.status, list.body]).toEqual([200, { items: [], nextCursor: null }])
      }
      expect(await readAll(http, `?buildingId=${own}`)).toHaveLength(2)
      expect(refusalOf(await http.get(`${LIST}?buildingId=none`))).toEqual([...INVALID, '/buildingId'])
    }
  })

  it('of more than a hundred assigned buildings come all, in both orders', async () => {
    const world = await createWorld(db)
    const id = await world.user()
    const http = await api.as(world.orgId, id)
    const units: string[] = []
    for (let made = 0; made < 105; made += 1) {
      const building = await world.building()
      units.push(await world.unit(building))
      await world.assign(id, building, 'STAFF')
    }
    await world.unit(await world.building())
    expect(await readAll(http, '', 50)).toEqual(units.toSorted())
    expect((await readAll(http, '?sort=label', 50)).toSorted()).toEqual(units.toSorted())
  })
})
