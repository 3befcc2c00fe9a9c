import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, FORBIDDEN, refusalOf } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { invited } from '../support/invited.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf, heldBy } from '../support/stored.ts'
import { FOR_GOOD, rolesForGood } from '../support/times.ts'
import { createWorld } from '../support/world.ts'

const { db, world, api, admin, person } = await setScene()

const revoke = (id: string, body?: object, by: Http = admin) => by.post(`/api/users/${id}/revoke-all`, body)
const NOTHING = { roleKeys: [], roles: [], overrides: [], assignments: [], occupancies: [], sessions: 0, invite: null }

/** Somebody who holds one of everything, is signed in and lives somewhere. */
async function rich() {
  const { id, http } = await person({ roles: ['viewer', 'admin'], allow: ['roles.assign'], deny: ['audit.read'] })
  const [first, second] = [await world.building(), await world.building()]
  const assignments = [
    { id: await world.assign(id, first, 'STAFF'), buildingId: first, type: 'STAFF', ...FOR_GOOD },
    { id: await world.assign(id, second, 'BUILDING_ADMIN'), buildingId: second, type: 'BUILDING_ADMIN', ...FOR_GOOD },
  ]
  const unitId = await world.unit(first)
  const occupancyId = await world.occupy(id, first, unitId)
  const occupancy = { id: occupancyId, buildingId: first, unitId, status: 'ACTIVE', startAt: expect.any(String) }
  const overrides = [
    { permissionKey: 'roles.assign', effect: 'ALLOW', ...FOR_GOOD },
    { permissionKey: 'audit.read', effect: 'DENY', ...FOR_GOOD },
  ]
  const roles = { roleKeys: ['admin', 'viewer'], roles: rolesForGood('admin', 'viewer') }
  const held = { ...roles, overrides, assignments: assignments.toSorted(byId), sessions: 1 }
  return { id, http, first, unitId, occupancy, all: { ...held, occupancies: [], invite: null } }
}
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)

describe('everything is taken away at once', () => {
  it('but for the homes, unless these are to end too', async () => {
    const { id, http, all, occupancy, unitId } = await rich()
    const taken = await revoke(id)
    expect([taken.status, taken.body]).toEqual([200, all])
    const held = { roles: [], assignments: [], occupancies: [`${unitId} ACTIVE`] }
    expect(await heldBy(db, world.orgId, id)).toEqual(held)
    expect((await admin.get(`/api/users/${id}/permission-overrides`)).at('overrides')).toEqual([])
    expect((await http.get('/api/auth/me')).status).toBe(401)
    const again = await revoke(id, { endOccupancies: true })
    expect(again.body).toEqual({ ...NOTHING, occupancies: [occupancy] })
    expect((await heldBy(db, world.orgId, id)).occupancies).toEqual([`${unitId} ENDED`])
    expect((await revoke(id, { endOccupancies: true })).body).toEqual(NOTHING)
  })

  it('with the events of each thing taken alone, in one request', async () => {
    const { id } = await rich()
    const reply = await revoke(id, { endOccupancies: true })
    const events = await db.query('SELECT action FROM audit_events WHERE request_id = $1 ORDER BY id', [
      reply.headers.get('x-request-id'),
    ])
    expect(events.rows.map(({ action }) => action)).toEqual([
      'user.roles_changed',
      'user.overrides_changed',
      'assignment.deleted',
      'assignment.deleted',
      'occupancy.ended',
      'user.sessions_ended',
    ])
  })

  it('with a pending invite', async () => {
    const { userId: id } = await invited(world, { roles: ['viewer'] })
    const { id: inviteId, expiresAt } = Object((await admin.get(`/api/users/${id}/invite`)).body)
    const invite = { id: inviteId, status: 'PENDING', expiresAt }
    expect((await revoke(id)).body).toEqual({ ...NOTHING, roleKeys: ['viewer'], roles: rolesForGood('viewer'), invite })
    expect((await admin.get(`/api/users/${id}/invite`)).at('status')).toBe('REVOKED')
  })

  it('and the account stays: who was left without a right can sign in', async () => {
    const { id, email } = await account(world, { roles: ['admin'] })
    await revoke(id)
    const { rows } = await db.query<{ slug: string }>('SELECT slug FROM orgs WHERE id = $1', [world.orgId])
    const signedIn = await api.anonymous.post('/api/auth/login', { email, password: PASSWORD, org: rows[0]?.slug })
    expect([signedIn.status, signedIn.at('user.status')]).toEqual([200, 'ACTIVE'])
  })
})

describe('a preview', () => {
  it.each([{}, { endOccupancies: true }])('with %j is exactly what then goes, and takes nothing', async (what) => {
    const { id, http } = await rich()
    const before = await everythingOf(db, world.orgId)
    const preview = await revoke(id, { ...what, dryRun: true })
    expect(preview.status).toBe(200)
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect((await http.get('/api/auth/me')).status).toBe(200)
    expect((await revoke(id, { ...what, dryRun: false })).body).toEqual(preview.body)
    expect(await everythingOf(db, world.orgId)).not.toEqual(before)
  })
})

describe.each([true, false])('it is refused (dryRun %s)', (dryRun) => {
  const refuse = async (id: string, by: Http, inOrg = world.orgId) => {
    const before = await everythingOf(db, inOrg)
    const refused = await revoke(id, { dryRun }, by)
    expect(await everythingOf(db, inOrg)).toEqual(before)
    return refused
  }

  it('to oneself, whatever one holds', async () => {
    const { id, http } = await person({ roles: ['org_admin'] })
    expect(answerOf(await refuse(id, http))).toEqual([403, 'self_change'])
  })

  it.each([
    ['users.write', 'roles.assign'],
    ['roles.assign', 'users.write'],
  ] as const)('to somebody who holds %s alone, for want of %s', async (held, missing) => {
    const { id } = await rich()
    const refused = await refuse(id, (await person({ allow: [held] })).http)
    expect([...answerOf(refused), refused.at('permission')]).toEqual([...FORBIDDEN, missing])
  })

  it('to somebody who lacks a global key of the one taken from', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const lower = (await person({ allow: ['users.write', 'roles.assign'] })).http
    const equal = (await person({ roles: ['viewer'], allow: ['users.write', 'roles.assign'] })).http
    expect(answerOf(await refuse(id, lower))).toEqual([403, 'grant_exceeds_authority'])
    expect((await revoke(id, { dryRun }, equal)).status).toBe(200)
  })

  it('to somebody who lacks a key that is denied to the one taken from: to lift a DENY is to give', async () => {
    const id = await world.user({ deny: ['audit.read'] })
    const lower = (await person({ allow: ['users.write', 'roles.assign'] })).http
    expect(answerOf(await refuse(id, lower))).toEqual([403, 'grant_exceeds_authority'])
  })

  it('when a body says anything else', async () => {
    const { id } = await rich()
    expect(refusalOf(await revoke(id, { dryRun, all: true }))).toEqual([400, 'invalid_request', '/all'])
    expect(refusalOf(await revoke(id, { dryRun: 'yes' }))).toEqual([400, 'invalid_request', '/dryRun'])
  })
})

describe('two admins who take everything from each other at once', () => {
  it('leave one who holds every key', async () => {
    const own = await createWorld(db)
    const ids = [await own.user({ roles: ['org_admin'] }), await own.user({ roles: ['org_admin'] })]
    const [one, other] = await Promise.all(ids.map((id) => api.as(own.orgId, id)))
    const replies = await Promise.all([revoke(ids[1] ?? '', {}, one), revoke(ids[0] ?? '', {}, other)])
    const codes = replies.map(({ status, code }) => (status === 200 ? 'done' : code))
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes).toContainEqual(
      expect.toBeOneOf(['forbidden', 'unauthorized', 'grant_exceeds_authority', 'last_admin']),
    )
    const { rows } = await db.query('SELECT FROM user_roles WHERE org_id = $1', [own.orgId])
    expect(rows).toHaveLength(1)
  })
})

it('the building of an assignment is left alone', async () => {
  const { id, first } = await rich()
  await revoke(id)
  expect((await admin.get(inBuilding(first))).status).toBe(200)
})
