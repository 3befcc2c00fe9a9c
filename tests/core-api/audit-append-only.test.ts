import { expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld, newId } from '../support/world.ts'

// A database of its own: the statements lock whole tables, and empty them if they succeed.
const url = await scratchDatabase()
await deploy(url)
const owner = suitePool(url)
const world = await createWorld(owner)
await owner.query(
  `INSERT INTO audit_events (org_id, id, actor_type, action, target_type, target_id, request_id)
   VALUES ($1, $2, 'anonymous', 'user.sign_in_failed', 'user', $2, 'r')`,
  [world.orgId, newId()],
)
const events = async () => (await owner.query<{ row: string }>('SELECT t::text AS row FROM audit_events t')).rows

const REFUSED = '42501'
const REFERRED_TO = '23001'

it.each([
  ['another action', `UPDATE audit_events SET action = 'x'`, REFUSED],
  ['the same action', 'UPDATE audit_events SET action = action', REFUSED],
  ['another time', 'UPDATE audit_events SET created_at = now()', REFUSED],
  [
    'an update for an insert',
    `INSERT INTO audit_events SELECT * FROM audit_events ON CONFLICT (org_id, id) DO UPDATE SET action = 'x'`,
    REFUSED,
  ],
  ['a delete', 'DELETE FROM audit_events', REFUSED],
  ['a truncate', 'TRUNCATE audit_events', REFUSED],
  ['a truncate of more', 'TRUNCATE audit_events, rate_limits', REFUSED],
  ['a truncate of what it refers to', 'TRUNCATE orgs CASCADE', REFUSED],
  ['the org going away', 'DELETE FROM orgs', REFERRED_TO],
  ['the org getting another id', 'UPDATE orgs SET id = gen_random_uuid()', REFERRED_TO],
])('an event survives %s by the owner of the table', async (_, statement, code) => {
  const before = await events()
  expect(before).toHaveLength(1)
  await expect(owner.query(statement)).rejects.toMatchObject({ code })
  expect(await events()).toEqual(before)
})

it('the same statements work on a table without the append-only trigger', async () => {
  await expect(owner.query('UPDATE rate_limits SET points = 0')).resolves.toBeDefined()
  await expect(owner.query('DELETE FROM rate_limits')).resolves.toBeDefined()
  await expect(owner.query('TRUNCATE rate_limits')).resolves.toBeDefined()
})
