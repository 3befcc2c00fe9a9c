import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { rolesForGood } from '../support/times.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const other = await createWorld(db)
const api = await testCoreApi()

const NAMES = [
  '100% Paul',
  '1000 Paul',
  'under_score',
  'underXscore',
  'back\\slash',
  'backslash',
  'ÉMILE Zoë',
  "O'Hara",
]
const ids = new Map<string, string>()
for (const name of NAMES) ids.set(name, await world.user({ name }))
const boss = await world.user({ name: 'Boss', email: 'the.boss@list.test', roles: ['org_admin', 'viewer'] })
const off = await world.user({ name: 'Off', status: 'DISABLED', roles: ['viewer'] })
const invited = await world.user({ name: 'Invited', status: 'INVITED', mustChangePassword: true })
await other.user({ name: '100% Paul', roles: ['viewer'] })

const admin = await api.as(world.orgId, boss)
const list = (query: Record<string, string>) => admin.get(`/api/users?${new URLSearchParams(query)}`)
// The factories may make several ids in a millisecond, in any order.
const everybody = [...ids.values(), boss, off, invited].toSorted()

describe('the list of users', () => {
  it('is every user of the org, in the order of ids', async () => {
    const page = await list({})
    expect([page.status, page.items('id'), page.at('nextCursor')]).toEqual([200, everybody, null])
  })

  it('shows of a user the members of the contract, and no hash', async () => {
    const { rows } = await db.query('SELECT created_at FROM users WHERE id = $1', [boss])
    const page = await list({ q: 'boss' })
    expect(page.at('items.0')).toEqual({
      ...{ id: boss, email: 'the.boss@list.test', name: 'Boss', status: 'ACTIVE', mustChangePassword: false },
      ...{ roleKeys: ['org_admin', 'viewer'], roles: rolesForGood('org_admin', 'viewer') },
      createdAt: rows[0].created_at.toISOString(),
    })
  })

  it.each([1, 2, 3, 10, 11, 12, 200])('is whole and in order in pages of %i', async (limit) => {
    const pages = await readPages(admin, '/api/users', limit)
    expect(pages.flat()).toEqual(everybody)
    expect(pages.map(({ length }) => length)).toEqual(pageSizes(everybody.length, limit))
  })
})

const SEARCHES: [q: string, names: string[]][] = [
  ['paul', ['100% Paul', '1000 Paul']],
  ['PAUL', ['100% Paul', '1000 Paul']],
  ['  paul ', ['100% Paul', '1000 Paul']],
  ['%', ['100% Paul']],
  ['100%', ['100% Paul']],
  ['0% p', ['100% Paul']],
  ['_', ['under_score']],
  ['r_s', ['under_score']],
  ['\\', ['back\\slash']],
  ['k\\s', ['back\\slash']],
  ['\\%', []],
  ['émile', ['ÉMILE Zoë']],
  ["o'h", ["O'Hara"]],
  [`' OR true --`, []],
  ['nobody of this name', []],
]

describe('a search', () => {
  it.each(SEARCHES)('for %s finds the literal text, in any case', async (q, names) => {
    expect((await list({ q })).items('name').toSorted()).toEqual(names.toSorted())
  })

  it('looks into emails too', async () => {
    expect((await list({ q: 'THE.BOSS@list' })).items('id')).toEqual([boss])
  })

  it.each(['', '   '])('for "%s" does not filter', async (q) => {
    expect((await list({ q })).items('id')).toEqual(everybody)
  })

  it.each([
    [{ status: 'ACTIVE' }, everybody.filter((id) => id !== off && id !== invited)],
    [{ status: 'DISABLED' }, [off]],
    [{ status: 'INVITED' }, [invited]],
    [{ roleKey: 'viewer' }, [boss, off].toSorted()],
    [{ roleKey: 'VIEWER' }, [boss, off].toSorted()],
    [{ roleKey: 'admin' }, []],
    [{ roleKey: 'viewer', status: 'ACTIVE' }, [boss]],
    [{ roleKey: 'viewer', q: 'off' }, [off]],
    [{ roleKey: 'viewer', q: 'off', status: 'ACTIVE' }, []],
  ])('by %o finds those alone', async (query: Record<string, string>, found) => {
    expect((await list(query)).items('id')).toEqual(found)
  })

  it('is kept from page to page', async () => {
    const found = (await readPages(admin, '/api/users?q=paul', 1, 'name')).flat()
    expect(found.toSorted()).toEqual(['100% Paul', '1000 Paul'])
  })

  it.each([
    ['status', 'active'],
    ['status', 'GONE'],
    ['roleKey', 'landlord'],
    ['q', 'x'.repeat(255)],
    ['q', 'a\u0000b'],
  ])('by %s %j is 400 and says so', async (name, value) => {
    const refused = await list({ [name]: value })
    expect(refusalOf(refused)).toEqual([...INVALID, `/${name}`])
  })
})
