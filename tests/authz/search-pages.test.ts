import { createFacts } from '@latchkey/authz/facts/facts'
import { findBuildings, findUnits } from '@latchkey/authz/facts/search-statements'
import { permittingGrants } from '@latchkey/authz/policy/grants'
import { FoundEntities } from '@latchkey/shared/authz/search'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { countingPool } from '../support/counting-pool.ts'
import { authzPool, ownerPool } from '../support/database.ts'
import { rowsRead } from '../support/plans.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const authz = testAuthz()
const { pool, taken } = countingPool(authzPool())
const world = await createWorld(db)
const viewer = { type: 'user', id: await world.user({ roles: ['viewer'] }) }
const action = { name: 'units.read' }
const RESOURCES = '/access/v1/search/resource'

/** Rows of an org in one statement: as many as a large customer has. */
const insertMany = async (table: 'buildings' | 'units', count: number, orgId: string, buildingId?: string) => {
  const columns = table === 'units' ? 'building_id, label' : 'name'
  const values = table === 'units' ? `'${buildingId}'::uuid, 'unit ' || n` : `'Building ' || n`
  await db.query(
    `INSERT INTO ${table} (org_id, id, ${columns}, updated_at)
     SELECT $1, gen_random_uuid(), ${values}, now() FROM generate_series(1, $2::int) n`,
    [orgId, count],
  )
}

const search = async (body: object, path = RESOURCES) => {
  const answer = await authz.post(path, body)
  expect(answer.status).toBe(200)
  return FoundEntities.parse(await answer.json())
}
const asked = { subject: viewer, action, resource: { type: 'building' } }
await insertMany('buildings', 1_200, world.orgId)

describe('a page', () => {
  it('has 50 results when nothing is said, and never more than 1,000; the rest follows', async () => {
    expect((await search(asked)).results).toHaveLength(50)
    const { results, page } = await search({ ...asked, page: { limit: 1_000_000 } })
    expect(results).toHaveLength(1_000)
    const rest = await search({ ...asked, page: { limit: 1_000_000, token: page.next_token } })
    expect(rest.results).toHaveLength(200)
    expect(rest.page.next_token).toBe('')
  })

  it.each([0, -1, 1.5, '10', null])('of %j results is 400', async (limit) => {
    const answer = await authz.post(RESOURCES, { ...asked, page: { limit } })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/page/limit' }] })
  })

  it('that the last results just fill has no next one', async () => {
    const own = await createWorld(db)
    const subject = { type: 'user', id: await own.user({ roles: ['viewer'] }) }
    await insertMany('buildings', 3, own.orgId)
    const body = { subject, action, resource: { type: 'building' } }
    expect((await search({ ...body, page: { limit: 3 } })).page.next_token).toBe('')
    expect((await search({ ...body, page: { limit: 2 } })).page.next_token).not.toBe('')
  })

  it('is not moved by what is added or taken away before it', async () => {
    const own = await createWorld(db)
    const subject = { type: 'user', id: await own.user({ roles: ['viewer'] }) }
    const ids = ['1', '2', '3', '4', '5'].map((digit) => `${digit}0000000-0000-7000-8000-000000000000`)
    for (const id of ids) await own.building(id)
    const body = { subject, action, resource: { type: 'building' } }
    const { page } = await search({ ...body, page: { limit: 2 } })
    await own.building('00000000-0000-7000-8000-000000000000')
    await db.query('DELETE FROM buildings WHERE org_id = $1 AND id = ANY ($2)', [own.orgId, ids.slice(1, 2)])
    const next = await search({ ...body, page: { limit: 2, token: page.next_token } })
    expect(next.results.map(({ id }) => id)).toEqual(ids.slice(2, 4))
  })
})

describe('a token', async () => {
  const { page } = await search(asked)
  const token = page.next_token
  const refused = async (body: object, path = RESOURCES) => {
    const answer = await authz.post(path, body)
    expect(await answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/page/token' }] })
    expect(answer.status).toBe(400)
  }

  it('goes with the same search, whatever the order of its members and the size of the page', async () => {
    const first = await search({ ...asked, page: { token } })
    const { subject, ...rest } = asked
    const turned = { page: { token, limit: 50 }, ...rest, subject: { id: subject.id, type: subject.type } }
    expect(await search(turned)).toEqual(first)
  })

  it.each([
    ['another subject', { subject: { type: 'user', id: newId() } }],
    ['another action', { action: { name: 'units.basic.read' } }],
    ['another type of resource', { resource: { type: 'unit' } }],
    ['other properties', { resource: { type: 'building', properties: { city: 'Bern' } } }],
    ['a context', { context: { at: 'noon' } }],
  ])('is refused with %s', async (_, change) => {
    await refused({ ...asked, ...change, page: { token } })
  })

  it('is refused by another search', async () => {
    const body = { ...asked, resource: { type: 'building', id: newId() }, page: { token } }
    await refused(body, '/access/v1/search/subject')
    await refused(body, '/access/v1/search/action')
  })

  it.each(['x', 'AAAA', '%', 'bnVsbA', '1', 'W10'])('that is made up is refused: %s', async (madeUp) => {
    await refused({ ...asked, page: { token: madeUp } })
  })

  it.each(['', 'x', `${newId()}' OR true --`, newId().toUpperCase(), `${newId()} ${newId()}`])(
    'that is made up for this search is refused when it points nowhere: %s',
    async (after) => {
      const [fingerprint]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString())
      const forged = Buffer.from(JSON.stringify([fingerprint, after])).toString('base64url')
      await refused({ ...asked, page: { token: forged } })
    },
  )
})

describe('the cost of a page', () => {
  it('is one statement, however much there is to find', async () => {
    const { post } = testAuthz({ facts: createFacts(pool) })
    const building = await world.building()
    await insertMany('units', 1_500, world.orgId, building)
    for (const type of ['org', 'building', 'unit']) {
      for (const limit of [1, 1_000]) {
        await post(RESOURCES, { ...asked, resource: { type }, page: { limit } })
        await post('/access/v1/search/subject', { ...asked, resource: { type, id: building }, page: { limit } })
        await post('/access/v1/search/action', { subject: viewer, resource: { type, id: building }, page: { limit } })
        expect(taken()).toHaveLength(3)
      }
    }
  })

  it.each([
    ['buildings', findBuildings],
    ['units', findUnits],
  ])('of %s reads the grants of its own buildings, however many somebody has', async (_, statement) => {
    const own = await createWorld(db)
    const [userId, place] = [await own.user(), await own.building()]
    for (let count = 0; count < 200; count += 1) {
      const id = await own.building()
      await own.unit(id)
      for (const type of ['STAFF', 'MANAGER'] as const) await own.assign(userId, id, type)
      await own.occupy(userId, place)
    }
    const { keys, roleKeys, types } = permittingGrants(['units.basic.read'], 'building')
    const read = async (limit: number) => {
      const values = [userId, keys, roleKeys, types, true, limit]
      const assignments = await rowsRead(authzPool(), 'building_assignments', statement(true), values)
      return [assignments, await rowsRead(authzPool(), 'units', statement(true), values)]
    }
    const [assignments = 0, units = 0] = await read(10)
    // Units are sorted in stretches of 32.
    expect([assignments < 80, units < 80]).toEqual([true, true])
    expect((await read(1_000))[0]).toBe(400)
  })
})
