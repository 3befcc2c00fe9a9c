import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, type World } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const authz = testAuthz()
const building = { type: 'building', id: await world.building() }

const sql = (statement: string) => (userId: string) => db.query(statement, [world.orgId, userId])
const remove = (table: string) => sql(`DELETE FROM ${table} WHERE org_id = $1 AND user_id = $2`)

interface Change {
  readonly grant: (world: World, userId: string) => Promise<unknown>
  readonly revoke: (userId: string) => Promise<unknown>
}

const CHANGES: Record<string, Change> = {
  'a role that is taken away': {
    grant: ({ grantRole }, userId) => grantRole(userId, 'viewer'),
    revoke: remove('user_roles'),
  },
  'an ALLOW that is taken away': {
    grant: ({ override }, userId) => override(userId, 'units.basic.read', 'ALLOW'),
    revoke: remove('permission_overrides'),
  },
  'an ALLOW that becomes a DENY': {
    grant: ({ override }, userId) => override(userId, 'units.basic.read', 'ALLOW'),
    revoke: sql(`UPDATE permission_overrides SET effect = 'DENY' WHERE org_id = $1 AND user_id = $2`),
  },
  'a role under a DENY that is added': {
    grant: ({ grantRole }, userId) => grantRole(userId, 'viewer'),
    revoke: (userId) => world.override(userId, 'units.basic.read', 'DENY'),
  },
  'an assignment that is removed': {
    grant: ({ assign }, userId) => assign(userId, building.id, 'STAFF'),
    revoke: remove('building_assignments'),
  },
  'an occupancy that ends': {
    grant: ({ occupy }, userId) => occupy(userId, building.id),
    revoke: sql(`UPDATE occupancies SET status = 'ENDED', end_at = now() WHERE org_id = $1 AND resident_user_id = $2`),
  },
  'a user who is disabled': {
    grant: ({ grantRole }, userId) => grantRole(userId, 'viewer'),
    revoke: sql(`UPDATE users SET status = 'DISABLED' WHERE org_id = $1 AND id = $2`),
  },
}

describe.each(Object.entries(CHANGES))('%s', (_, { grant, revoke }) => {
  it('counts with the next question, and raises the version', async () => {
    const userId = await world.user()
    const before = await authz.ask(userId, 'units.basic.read', building)
    await grant(world, userId)
    const granted = await authz.ask(userId, 'units.basic.read', building)
    await revoke(userId)
    const revoked = await authz.ask(userId, 'units.basic.read', building)

    expect([before.decision, granted.decision, revoked.decision]).toEqual([false, true, false])
    expect(granted.context.version).toBeGreaterThan(before.context.version)
    expect(revoked.context.version).toBeGreaterThan(granted.context.version)
    expect((await authz.abilities(userId)).version).toBe(revoked.context.version)
  })
})

it('a grant survives disabling without effect and returns with re-enabling', async () => {
  const userId = await world.user({ roles: ['viewer'] })
  const set = (status: string) => sql(`UPDATE users SET status = '${status}' WHERE org_id = $1 AND id = $2`)(userId)
  const decisions: boolean[] = []
  for (const status of ['ACTIVE', 'DISABLED', 'ACTIVE']) {
    await set(status)
    decisions.push((await authz.ask(userId, 'units.read', building)).decision)
  }
  expect(decisions).toEqual([true, false, true])
})

it('a change that no decision depends on leaves the version', async () => {
  const userId = await world.user({ roles: ['viewer'] })
  const { context } = await authz.ask(userId, 'units.read', building)
  await sql(`UPDATE users SET name = 'Another' WHERE org_id = $1 AND id = $2`)(userId)
  expect((await authz.ask(userId, 'units.read', building)).context.version).toBe(context.version)
})
