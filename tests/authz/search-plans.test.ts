import { findHolders } from '@latchkey/authz/facts/search-statements'
import { permittingGrants } from '@latchkey/authz/policy/grants'
import { beforeAll, describe, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { suitePool } from '../support/database.ts'
import { indexesRead } from '../support/plans.ts'
import { scratchDatabase } from '../support/scratch.ts'

const url = await scratchDatabase()
await deploy(url)
// One connection: what is set and prepared on it holds for the next statement.
const db = suitePool(url, 1)

/** Orgs of so many people who each hold a role, an override and an assignment: one in twenty those that are looked for. */
async function insertOrgs(name: string, count: number, people: number): Promise<void> {
  const insert = (into: string, values: string, from: string) =>
    db.query(`INSERT INTO ${into} SELECT ${values} FROM ${from}`)
  const orgs = `(SELECT id FROM orgs WHERE name = '${name}') o`
  await insert(
    'orgs (id, name, slug, updated_at)',
    `id, '${name}', id, now()`,
    `(SELECT gen_random_uuid() AS id FROM generate_series(1, ${count}))`,
  )
  for (const building of ['asked', 'other']) {
    await insert('buildings (org_id, id, name, updated_at)', `o.id, gen_random_uuid(), '${building}', now()`, orgs)
  }
  await insert(
    'users (org_id, id, email, name, status, password_hash, updated_at)',
    `o.id, gen_random_uuid(), n || '@example.test', n::text, 'ACTIVE', '-', now()`,
    `${orgs}, generate_series(1, ${people}) n`,
  )
  const users = `(SELECT org_id, u.id, row_number() OVER () % 20 = 0 AS asked FROM users u JOIN ${orgs} ON o.id = u.org_id) u`
  await insert(
    'user_roles (org_id, user_id, role_key)',
    `org_id, id, CASE WHEN asked THEN 'org_admin' ELSE 'viewer' END`,
    users,
  )
  await insert(
    'permission_overrides (org_id, user_id, permission_key, effect)',
    `org_id, id, CASE WHEN asked THEN 'units.read' ELSE 'users.read' END, 'ALLOW'`,
    users,
  )
  await insert(
    'building_assignments (org_id, id, building_id, user_id, type, updated_at)',
    `u.org_id, gen_random_uuid(), b.id, u.id, 'STAFF', now()`,
    `${users} JOIN buildings b ON b.org_id = u.org_id AND b.name = CASE WHEN asked THEN 'asked' ELSE 'other' END`,
  )
}

await insertOrgs('large', 1, 20_000)

const INDEXES = [
  'user_roles_org_id_role_key_user_id_idx',
  'permission_overrides_org_id_key_effect_user_id_idx',
  'building_assignments_org_id_building_id_user_id_type_key',
]

describe.each([
  { where: 'alone', small: 0 },
  { where: 'beside many small ones', small: 300 },
])('holders in a large org $where', ({ small }) => {
  let building: string | undefined
  beforeAll(async () => {
    await insertOrgs('small', small, 3)
    await db.query('VACUUM ANALYZE')
    const asked = `SELECT b.id FROM buildings b JOIN orgs o ON o.id = b.org_id WHERE o.name = 'large' AND b.name = 'asked'`
    building = (await db.query<{ id: string }>(asked)).rows[0]?.id
  })

  it.each([
    { page: 'first', mode: 'force_generic_plan' },
    { page: 'first', mode: 'force_custom_plan' },
    { page: 'next', mode: 'force_generic_plan' },
    { page: 'next', mode: 'force_custom_plan' },
  ])('are read along the indexes of their grants: $page page, $mode', async ({ mode, page }) => {
    const { keys, roleKeys, types, occupancy } = permittingGrants(['units.read'], 'building')
    const after = page === 'next' ? ['40000000-0000-4000-8000-000000000000'] : []
    const values = [building, keys, roleKeys, types, occupancy, 51, null, ...after]
    await db.query(`SET plan_cache_mode = ${mode}`)
    const indexes = await indexesRead(db, findHolders('building', page === 'first', false), values)
    expect(['g', 'g_1', 'g_2'].map((alias) => indexes.get(alias))).toEqual(INDEXES)
  })
})
