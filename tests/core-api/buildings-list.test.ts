import type { PermissionKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { answerOf, FORBIDDEN } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { setScene } from '../support/scene.ts'
import { createWorld, type UserOptions, type World } from '../support/world.ts'

const LIST = '/api/org/buildings'
const { db, api } = await setScene()

const readAll = async (http: Http, limit = 200) => (await readPages(http, LIST, limit)).flat()

/** An org with three buildings, so that lists can be told from each other. */
async function orgOfThree() {
  const world = await createWorld(db)
  const buildings = [await world.building(), await world.building(), await world.building()].toSorted()
  const [first = '', second = '', third = ''] = buildings
  const join = async (options: UserOptions = {}) => {
    const id = await world.user(options)
    return { id, http: await api.as(world.orgId, id) }
  }
  return { world, buildings, first, second, third, join }
}

describe('the list of buildings', () => {
  const GLOBAL: [who: string, options: UserOptions][] = [
    ['org_admin', { roles: ['org_admin'] }],
    ['admin', { roles: ['admin'] }],
    ['viewer', { roles: ['viewer'] }],
    ['somebody with an ALLOW of buildings.read', { allow: ['buildings.read'] }],
  ]

  it.each(GLOBAL)('shows %s every building of the org and none of another', async (_, options) => {
    const { buildings, join } = await orgOfThree()
    await orgOfThree()
    const { http } = await join(options)
    expect(await readAll(http)).toEqual(buildings)
  })

  it.each(['STAFF', 'MANAGER', 'BUILDING_ADMIN'] as const)('shows %s the assigned buildings alone', async (type) => {
    const { world, first, third, join } = await orgOfThree()
    const { id, http } = await join()
    await world.assign(id, first, type)
    await world.assign(id, third, type)
    expect(await readAll(http)).toEqual([first, third])
  })

  it('shows a building once to somebody who is assigned to it in several ways and lives there', async () => {
    const { world, second, join } = await orgOfThree()
    const { id, http } = await join()
    for (const type of ['STAFF', 'MANAGER', 'BUILDING_ADMIN'] as const) await world.assign(id, second, type)
    await world.occupy(id, second)
    expect(await readAll(http)).toEqual([second])
  })

  it('shows an assigned viewer every building, not only the assigned one', async () => {
    const { world, buildings, second, join } = await orgOfThree()
    const { id, http } = await join({ roles: ['viewer'] })
    await world.assign(id, second, 'STAFF')
    expect(await readAll(http)).toEqual(buildings)
  })

  it('shows with a DENY of buildings.read the assigned buildings alone', async () => {
    const { world, buildings, second, join } = await orgOfThree()
    const { id, http } = await join({ roles: ['org_admin'], deny: ['buildings.read'] })
    const before = await join({ roles: ['org_admin'] })
    await world.assign(id, second, 'STAFF')
    expect(await readAll(http)).toEqual([second])
    expect(await readAll(before.http)).toEqual(buildings)
  })

  type Refused = [
    who: string,
    options: UserOptions,
    prepare?: (world: World, id: string, own: string) => Promise<unknown>,
  ]
  const OTHER_KEYS: PermissionKey[] = ['units.read', 'units.basic.read', 'buildings.write', 'users.read']
  const REFUSED: Refused[] = [
    ['somebody without any grant', {}],
    ['a resident', {}, (world, id, own) => world.occupy(id, own)],
    ['an org_admin with a DENY of buildings.read', { roles: ['org_admin'], deny: ['buildings.read'] }],
    ['somebody who is allowed other keys', { allow: OTHER_KEYS }],
  ]

  it.each(REFUSED)('is 403 to %s, until they are assigned', async (_, options, prepare) => {
    const { world, first, second, join } = await orgOfThree()
    const { id, http } = await join(options)
    await prepare?.(world, id, second)
    for (const query of ['', '?limit=1', '?limit=0', '?cursor=none']) {
      const refused = await http.get(LIST + query)
      expect(answerOf(refused)).toEqual(FORBIDDEN)
    }
    await world.assign(id, first, 'STAFF')
    expect(await readAll(http)).toEqual([first])
  })

  it('is empty, not refused, for an org_admin of an org without buildings', async () => {
    const world = await createWorld(db)
    const http = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
    const list = await http.get(LIST)
    expect([list.status, list.body]).toEqual([200, { items: [], nextCursor: null }])
  })

  it('loses a building with the next request after the assignment is gone', async () => {
    const { world, first, second, join } = await orgOfThree()
    const { id, http } = await join()
    const assignment = await world.assign(id, first, 'STAFF')
    await world.assign(id, second, 'STAFF')
    expect(await readAll(http)).toEqual([first, second])
    await db.query('DELETE FROM building_assignments WHERE org_id = $1 AND id = $2', [world.orgId, assignment])
    expect(await readAll(http)).toEqual([second])
  })
})

describe('more than a hundred assigned buildings', async () => {
  const COUNT = 105
  const world = await createWorld(db)
  const id = await world.user()
  const http = await api.as(world.orgId, id)
  const buildings: string[] = []
  for (let made = 0; made < COUNT; made += 1) {
    const building = await world.building()
    buildings.push(building)
    await world.assign(id, building, made % 2 === 0 ? 'STAFF' : 'MANAGER')
    await world.building()
  }

  it.each([1, 2, 50, 105, 200])('all come, and nothing else, at %i a page', async (limit) => {
    const pages = await readPages(http, LIST, limit)
    expect(pages.flat()).toEqual(buildings.toSorted())
    expect(pages.map((page) => page.length)).toEqual(pageSizes(COUNT, limit))
  })

  it('come 50 at a time without a limit', async () => {
    expect((await http.get(LIST)).items('id')).toEqual(buildings.toSorted().slice(0, 50))
  })
})

describe('a page of the list', () => {
  it.each([1, 2, 200])('of %i shows an org_admin every building once, in order', async (limit) => {
    const { buildings, join } = await orgOfThree()
    const { http } = await join({ roles: ['org_admin'] })
    const pages = await readPages(http, LIST, limit)
    expect(pages.flat()).toEqual(buildings)
    expect(pages.map((page) => page.length)).toEqual(pageSizes(3, limit))
  })

  it('after a cursor of another org shows nothing of that org', async () => {
    const [ours, theirs] = [await orgOfThree(), await orgOfThree()]
    await theirs.world.building('00000000-0000-7000-8000-000000000000')
    const [we, they] = [await ours.join({ roles: ['viewer'] }), await theirs.join({ roles: ['viewer'] })]
    const cursor = (await they.http.get(`${LIST}?limit=1`)).str('nextCursor')
    expect((await we.http.get(`${LIST}?cursor=${cursor}`)).items('id')).toEqual(ours.buildings)
    expect((await they.http.get(`${LIST}?cursor=${cursor}`)).items('id')).toEqual(theirs.buildings)
  })
})
