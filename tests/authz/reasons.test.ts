import { POLICY_HASH } from '@latchkey/authz/policy/hash'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const elsewhere = await createWorld(db)
const authz = testAuthz()

const own = { type: 'building', id: await world.building() }
const org = { type: 'org', id: world.orgId }
const foreign = { type: 'building', id: await elsewhere.building() }

const policy = POLICY_HASH.slice(0, 12)
const reasonOf = async (userId: string, key: string, resource: { type: string; id: string }) =>
  (await authz.ask(userId, key, resource)).context.reason

describe('a permit names the grant that gives it', () => {
  it('a role', async () => {
    const userId = await world.user({ roles: ['viewer'] })
    expect(await authz.ask(userId, 'units.read', own)).toEqual({
      decision: true,
      context: { reason: { code: 'global_permission', via: { role: 'viewer' } }, version: 2, policy },
    })
  })

  it('an ALLOW', async () => {
    const userId = await world.user({ allow: ['units.write'] })
    expect(await reasonOf(userId, 'units.write', own)).toEqual({
      code: 'global_permission',
      via: { override: 'ALLOW' },
    })
  })

  it('an assignment, by its id and the highest type held', async () => {
    const userId = await world.user()
    await world.assign(userId, own.id, 'STAFF')
    const assignmentId = await world.assign(userId, own.id, 'BUILDING_ADMIN')
    await world.assign(userId, own.id, 'MANAGER')
    expect(await reasonOf(userId, 'units.read', own)).toEqual({
      code: 'building_assignment',
      type: 'BUILDING_ADMIN',
      assignmentId,
    })
  })

  it('an occupancy, of several the one with the lowest id', async () => {
    const userId = await world.user()
    const ended = await world.occupy(userId, own.id, undefined, '00000000-0000-7000-8000-000000000000')
    await world.occupy(userId, own.id, undefined, 'ffffffff-ffff-7fff-8fff-ffffffffffff')
    const occupancyId = await world.occupy(userId, own.id)
    await world.endOccupancy(ended)
    expect(await reasonOf(userId, 'units.basic.read', own)).toEqual({ code: 'occupancy', occupancyId })
  })
})

describe('a denial names what it fails on', () => {
  it('an action that is in no catalogue, before everything else', async () => {
    expect(await reasonOf(newId(), 'units.paint', { type: 'garden', id: '1' })).toEqual({ code: 'unknown_action' })
    expect(await reasonOf(newId(), 'constructor', own)).toEqual({ code: 'unknown_action' })
  })

  it('a type of resource nobody knows, before the subject', async () => {
    expect(await reasonOf(newId(), 'units.read', { type: 'garden', id: '1' })).toEqual({
      code: 'unknown_resource_type',
    })
  })

  it('a subject nobody knows, with version 0', async () => {
    expect(await authz.ask(newId(), 'units.read', own)).toEqual({
      decision: false,
      context: { reason: { code: 'subject_unknown' }, version: 0, policy },
    })
  })

  it('a subject of another type than user', async () => {
    const id = await world.user({ roles: ['org_admin'] })
    const question = { subject: { type: 'machine', id }, action: { name: 'units.read' }, resource: own }
    const answer = await authz.post('/authz/check', question)
    expect(await answer.json()).toMatchObject({ decision: false, context: { reason: { code: 'subject_unknown' } } })
    expect((await authz.ask(id, 'units.read', own)).decision).toBe(true)
  })

  it.each(['INVITED', 'DISABLED'] as const)('a subject that is %s, whatever it holds', async (status) => {
    const userId = await world.user({ status, roles: ['org_admin'] })
    await world.assign(userId, own.id, 'BUILDING_ADMIN')
    expect(await reasonOf(userId, 'units.read', own)).toEqual({ code: 'subject_inactive' })
    await db.query(`UPDATE users SET status = 'ACTIVE' WHERE org_id = $1 AND id = $2`, [world.orgId, userId])
    expect(await reasonOf(userId, 'units.read', own)).toMatchObject({ code: 'global_permission' })
  })

  it('a resource of another org, whatever the subject holds', async () => {
    const userId = await world.user({ roles: ['org_admin'] })
    expect(await reasonOf(userId, 'units.read', foreign)).toEqual({ code: 'resource_not_in_org' })
    expect(await reasonOf(userId, 'users.read', { type: 'org', id: elsewhere.orgId })).toEqual({
      code: 'resource_not_in_org',
    })
    expect(await reasonOf(userId, 'users.read', org)).toMatchObject({ code: 'global_permission' })
  })

  it('a DENY', async () => {
    const userId = await world.user({ roles: ['org_admin'], deny: ['units.write'] })
    expect(await reasonOf(userId, 'units.write', own)).toEqual({ code: 'denied_by_override' })
    expect(await reasonOf(userId, 'units.read', own)).toMatchObject({ code: 'global_permission' })
  })

  it('no grant, and what would be one', async () => {
    expect(await reasonOf(await world.user(), 'units.basic.read', own)).toEqual({
      code: 'no_grant',
      wouldAllow: [
        { grant: 'role', roleKeys: ['org_admin', 'admin', 'viewer'] },
        { grant: 'override', effect: 'ALLOW' },
        { grant: 'assignment', types: ['BUILDING_ADMIN', 'MANAGER', 'STAFF'] },
        { grant: 'occupancy' },
      ],
    })
  })

  it('an org key asked on a building, though held', async () => {
    const userId = await world.user({ roles: ['org_admin'] })
    expect(await reasonOf(userId, 'users.read', own)).toEqual({ code: 'no_grant', wouldAllow: [] })
  })

  it('a building key asked on the org, though held in a building', async () => {
    const userId = await world.user()
    await world.assign(userId, own.id, 'BUILDING_ADMIN')
    expect(await reasonOf(userId, 'buildings.write', org)).toEqual({
      code: 'no_grant',
      wouldAllow: [
        { grant: 'role', roleKeys: ['org_admin', 'admin'] },
        { grant: 'override', effect: 'ALLOW' },
      ],
    })
    await world.override(userId, 'buildings.write', 'ALLOW')
    expect((await authz.ask(userId, 'buildings.write', org)).decision).toBe(true)
  })
})
