import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { answerOf, FORBIDDEN, NOT_FOUND } from '../support/answers.ts'
import { invited } from '../support/invited.ts'
import { holding, namedDb, untilHeldBy } from '../support/races.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf, usersWith } from '../support/stored.ts'
import { createWorld, newId, unique } from '../support/world.ts'

const named = namedDb()
const { db, world, api, admin, person } = await setScene({ db: named.db })
const HISTORY = [409, 'user_has_history']
const LOCK = 'SELECT FROM users WHERE org_id = $1 AND id = $2 FOR UPDATE'

const remove = (id: string) => admin.delete(`/api/users/${id}`)
const actionsOn = async (target: string) =>
  (await admin.get(`/api/org/audit-log?limit=200&target=${target}`)).items('action').toSorted()
const WAITING = `
  SELECT FROM pg_stat_activity WHERE application_name = $1 AND cardinality(pg_blocking_pids(pid)) > 0`
const bothWait = () =>
  expect.poll(async () => (await db.query(WAITING, [named.name])).rowCount, { timeout: 10_000, interval: 20 }).toBe(2)
/** Where the id of the user stands, beside what happened. */
const tracesOf = async (id: string) => {
  const { audit_events: _, jobs: __, ...tables } = await everythingOf(db, world.orgId)
  return Object.entries(tables).filter(([, rows]) => rows.some((row) => row.includes(id)))
}

describe('somebody who was invited under a typo', () => {
  it('is removed with all that was given, and the address is free again', async () => {
    const email = `${unique('typo')}@example.test`
    const { userId } = await invited(world, { email, roles: ['viewer', 'org_admin'], allow: ['units.read'] })
    await world.override(userId, 'users.write', 'DENY')
    const building = await world.building()
    const assignment = await world.assign(userId, building, 'MANAGER')
    expect((await tracesOf(userId)).length).toBeGreaterThan(3)

    const removed = await remove(userId)
    expect([removed.status, removed.text]).toEqual([204, ''])
    expect(await tracesOf(userId)).toEqual([])
    expect(answerOf(await remove(userId))).toEqual(NOT_FOUND)
    expect(answerOf(await admin.get(`/api/users/${userId}`))).toEqual(NOT_FOUND)
    expect(await actionsOn(userId)).toEqual(
      ['user.deleted', 'user.invite_revoked', 'user.overrides_changed', 'user.roles_changed'].toSorted(),
    )
    expect(await actionsOn(assignment)).toEqual(['assignment.deleted'])

    const again = await admin.post('/api/users', { email, name: 'Somebody', sendInvite: true })
    expect(again.status).toBe(201)
    expect(again.at('id')).not.toBe(userId)
  })

  it('is removed too when the invite was revoked or is over', async () => {
    const [revoked, over] = [await invited(world), await invited(world, {}, true)]
    await admin.delete(`/api/users/${revoked.userId}/invite`)
    for (const { userId } of [revoked, over]) expect((await remove(userId)).status).toBe(204)
  })

  it('is written down as they were, and the events before stay', async () => {
    const email = `${unique('typo')}@example.test`
    const made = await admin.post('/api/users', { email, name: 'Tipo', sendInvite: true, roleKeys: ['viewer'] })
    expect((await remove(made.str('id'))).status).toBe(204)
    const log = await admin.get(`/api/org/audit-log?target=${made.str('id')}`)
    expect(log.items('action')).toEqual(expect.arrayContaining(['user.created', 'user.invited', 'user.deleted']))
    const event = await admin.get(`/api/org/audit-log?target=${made.str('id')}&action=user.deleted`)
    expect(event.at('items.0')).toMatchObject({
      before: { ...Object(made.body), roleKeys: [], roles: [] },
      after: null,
    })
  })

  it('cannot accept the invite afterwards', async () => {
    const { userId, token } = await invited(world)
    expect((await remove(userId)).status).toBe(204)
    const accepted = await api.anonymous.post('/api/auth/invites/accept', { token, password: PASSWORD })
    expect(answerOf(accepted)).toEqual([400, 'invite_invalid'])
  })
})

describe('whoever has a history stays', () => {
  const KEPT: [who: string, make: () => Promise<string>][] = [
    ['an ACTIVE user', () => world.user()],
    ['a DISABLED user', () => world.user({ status: 'DISABLED' })],
    [
      'somebody INVITED who lives somewhere',
      async () => {
        const { userId } = await invited(world)
        await world.occupy(userId, await world.building())
        return userId
      },
    ],
    [
      'somebody INVITED who lived somewhere',
      async () => {
        const { userId } = await invited(world)
        await world.endOccupancy(await world.occupy(userId, await world.building()))
        return userId
      },
    ],
    [
      'somebody INVITED who signed in once',
      async () => {
        const { userId } = await invited(world)
        await db.query('INSERT INTO sessions (org_id, id, user_id) VALUES ($1, $2, $3)', [world.orgId, newId(), userId])
        return userId
      },
    ],
  ]

  it.each(KEPT)('%s, and nothing of theirs is touched', async (_, make) => {
    const id = await make()
    await world.grantRole(id, 'viewer')
    const before = await everythingOf(db, world.orgId)
    expect(answerOf(await remove(id))).toEqual(HISTORY)
    expect(await everythingOf(db, world.orgId)).toEqual(before)
  })
})

describe('a removal', () => {
  it('of oneself is 403 self_change; of a stranger 404; without users.write 403, and nobody is gone', async () => {
    const { id, http } = await person({ roles: ['org_admin'] })
    expect(answerOf(await http.delete(`/api/users/${id}`))).toEqual([403, 'self_change'])
    const foreign = await invited(await createWorld(db))
    expect(answerOf(await remove(foreign.userId))).toEqual(NOT_FOUND)
    const { userId } = await invited(world)
    const viewer = await person({ roles: ['viewer'] })
    expect(answerOf(await viewer.http.delete(`/api/users/${userId}`))).toEqual(FORBIDDEN)
    expect((await admin.get(`/api/users/${userId}`)).status).toBe(200)
  })

  it('meets an acceptance: one of the two happens, whole', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { userId, token } = await invited(world, { roles: ['viewer'] })
      const [accepted, removed] = await Promise.all([
        api.anonymous.post('/api/auth/invites/accept', { token, password: PASSWORD }),
        remove(userId),
      ])
      expect([accepted.status, removed.status]).toBeOneOf([
        [200, 409],
        [400, 204],
      ])
      expect((await admin.get(`/api/users/${userId}`)).status).toBe(removed.status === 204 ? 404 : 200)
    }
  })

  it.each<[what: string, send: (id: string) => ReturnType<typeof remove>, gone: readonly unknown[]]>([
    ['an invite sent again', (id) => admin.post(`/api/users/${id}/invite`), NOT_FOUND],
    ['a role', (id) => admin.post(`/api/users/${id}/roles`, { roleKeys: ['admin'] }), NOT_FOUND],
    [
      'an override',
      (id) =>
        admin.put(`/api/users/${id}/permission-overrides`, {
          overrides: [{ permissionKey: 'units.read', effect: 'ALLOW' }],
        }),
      NOT_FOUND,
    ],
    ['a change', (id) => admin.patch(`/api/users/${id}`, { name: 'Other' }), NOT_FOUND],
    [
      'a home',
      async (residentUserId) => {
        const building = await world.building()
        const unitId = await world.unit(building)
        return admin.post(inBuilding(building, '/occupancies'), { unitId, residentUserId })
      },
      [400, 'user_not_in_org'],
    ],
  ])('that comes before %s is not undone by it', async (_, send, gone) => {
    const { userId } = await invited(world)
    const replies = await holding(db, LOCK, [world.orgId, userId], async (holder) => {
      const removing = remove(userId)
      await untilHeldBy(db, holder.name, removing)
      const sending = send(userId)
      await bothWait()
      await holder.release()
      return Promise.all([removing, sending])
    })
    expect(replies.map(answerOf)).toEqual([[204, undefined], gone])
    expect(await tracesOf(userId)).toEqual([])
  })

  it('frees the address for one of several who take it at once', async () => {
    const email = `${unique('typo')}@example.test`
    const { userId } = await invited(world, { email })
    const body = { email, name: 'Somebody', sendInvite: true }
    await Promise.all([remove(userId), admin.post('/api/users', body), admin.post('/api/users', body)])
    expect((await usersWith(db, world.orgId, email)).length).toBeLessThanOrEqual(1)
  })
})
