import { expect, it } from 'vitest'
import { makeDemo } from '../../scripts/demo/demo.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { breakingOffAfter, listeningCoreApi } from '../support/listening-core-api.ts'
import { unique } from '../support/world.ts'

/** Hundreds of requests and dozens of hashes: ten seconds, many times that on a machine with other work. */
const LOADED_MS = 180_000

const db = ownerPool()
const api = await testCoreApi()
const url = await listeningCoreApi(api)
const [whole, broken] = [unique('demo'), unique('demo')]

/** What somebody sees of it: who lives and lived where, who holds what, and how many audit events that took. */
async function seen(slug: string) {
  const all = async (statement: string) => (await db.query(statement, [slug])).rows
  const from = 'FROM orgs o JOIN users u ON u.org_id = o.id'
  const places = 'JOIN buildings b ON b.org_id = o.id AND b.id'
  return {
    people: await all(`SELECT u.name, u.status ${from} WHERE o.slug = $1 ORDER BY 1`),
    roles: await all(
      `SELECT u.name, r.role_key ${from} JOIN user_roles r ON r.org_id = o.id AND r.user_id = u.id WHERE o.slug = $1 ORDER BY 1, 2`,
    ),
    overrides: await all(
      `SELECT u.name, p.permission_key, p.effect ${from} JOIN permission_overrides p ON p.org_id = o.id AND p.user_id = u.id WHERE o.slug = $1 ORDER BY 1, 2`,
    ),
    assignments: await all(
      `SELECT u.name, b.name AS building, a.type ${from} JOIN building_assignments a ON a.org_id = o.id AND a.user_id = u.id ${places} = a.building_id WHERE o.slug = $1 ORDER BY 1, 2, 3`,
    ),
    stays: await all(
      `SELECT b.name AS building, n.label, u.name, CASE WHEN s.start_at > now() THEN 'SCHEDULED' ELSE s.status::text END AS status, s.start_at, s.end_at, s.planned_end_at ${from} JOIN occupancies s ON s.org_id = o.id AND s.resident_user_id = u.id ${places} = s.building_id JOIN units n ON n.org_id = o.id AND n.id = s.unit_id WHERE o.slug = $1 ORDER BY 1, 2, 5`,
    ),
    units: await all(
      'SELECT b.name, count(*)::int AS units FROM orgs o JOIN buildings b ON b.org_id = o.id JOIN units n ON n.org_id = o.id AND n.building_id = b.id WHERE o.slug = $1 GROUP BY 1 ORDER BY 1',
    ),
  }
}

const countBy = (rows: readonly Record<string, unknown>[], column: string) =>
  Object.fromEntries([...Map.groupBy(rows, (row) => row[column])].map(([value, found]) => [value, found.length]))

it(
  'fills three buildings of 60 units with people of every kind, and everybody named can sign in',
  async () => {
    const { made, guides, password } = await makeDemo(url, PLATFORM_KEY, whole)
    expect(made).toBe(true)
    const { people, units, stays, assignments, overrides, roles } = await seen(whole)
    expect(units).toEqual([
      { name: 'Harbour House', units: 24 },
      { name: 'Linden Court', units: 20 },
      { name: 'The Old Mill', units: 16 },
    ])
    expect(countBy(people, 'status')).toEqual({ ACTIVE: 57, INVITED: 5, DISABLED: 2 })
    expect(countBy(stays, 'status')).toMatchObject({ ACTIVE: 48, SCHEDULED: 3 })
    expect(countBy(stays, 'status')['ENDED']).toBeGreaterThanOrEqual(10)
    expect(Object.keys(countBy(assignments, 'type')).toSorted()).toEqual(['BUILDING_ADMIN', 'MANAGER', 'STAFF'])
    expect(Object.keys(countBy(overrides, 'effect')).toSorted()).toEqual(['ALLOW', 'DENY'])
    expect(Object.keys(countBy(roles, 'role_key')).toSorted()).toEqual(['admin', 'org_admin', 'viewer'])
    for (const { email } of guides) {
      const reply = await api.anonymous.post('/api/auth/login', { email, password, org: whole })
      expect(reply, email).toMatchObject({ status: 200, body: { user: { mustChangePassword: false } } })
    }
  },
  LOADED_MS,
)

it(
  'made again, it is left as it is',
  async () => {
    const before = await seen(whole)
    const again = await makeDemo(url, PLATFORM_KEY, whole)
    expect(again.made).toBe(false)
    expect(await seen(whole)).toEqual(before)
  },
  LOADED_MS,
)

it(
  'broken off at any point and made again, it is the same',
  async () => {
    for (const requests of [3, 30, 100, 120]) {
      const breaking = await listeningCoreApi(api, breakingOffAfter(requests))
      await expect(makeDemo(breaking, PLATFORM_KEY, broken)).rejects.toThrow('answered 500')
    }
    expect(await seen(broken)).not.toEqual(await seen(whole))
    expect((await makeDemo(url, PLATFORM_KEY, broken)).made).toBe(true)
    expect(await seen(broken)).toEqual(await seen(whole))
  },
  LOADED_MS,
)

it('leaves the org of somebody else alone', async () => {
  const slug = unique('demo')
  const admin = { name: 'Somebody Else', email: `else@${slug}.example`, password: 'mild-otter-counts-lanterns' }
  expect(await api.platform.post('/api/platform/orgs', { name: 'Else', slug, admin })).toMatchObject({ status: 201 })
  const before = await seen(slug)
  await expect(makeDemo(url, PLATFORM_KEY, slug)).rejects.toThrow('another --org')
  expect(await seen(slug)).toEqual(before)
})
