import { tidyEnded } from '@latchkey/core-api/removal/ended'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import type { Http } from '../support/http.ts'
import { inBuilding } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld } from '../support/world.ts'

const { db, world, admin, person, api, clock } = await setClockedScene()
const NOW = '2031-03-01T00:00:00.000Z'
const [SOON, LATE] = [later(NOW, 60_000).toISOString(), later(NOW, 120_000).toISOString()]
beforeEach(() => clock(NOW))

const giveRoles = (by: Http, id: string, roles: readonly object[]) => by.post(`/api/users/${id}/roles`, { roles })
const provisionRole = async (by: Http, id: string, role: object) => {
  const { rows } = await db.query('SELECT email, name FROM users WHERE id = $1', [id])
  return by.post('/api/org/users/provision', { identity: rows[0], grants: { roles: [role] } })
}

describe('an end that is given to what had none takes it away', () => {
  const CUTS: [way: string, cut: (by: Http, id: string, role: object) => ReturnType<typeof giveRoles>][] = [
    ['by POST /users/:userId/roles', (by, id, role) => giveRoles(by, id, [role])],
    ['by provisioning', provisionRole],
  ]

  it.each(CUTS)('%s: never from the last who holds every key without an end', async (_, cut) => {
    const org = await createWorld(db)
    const only = await org.user({ roles: ['org_admin'] })
    // Holds every key, but not for good.
    const other = await org.user()
    const by = await api.as(org.orgId, other)
    const last = await api.as(org.orgId, only)
    expect((await giveRoles(last, other, [{ key: 'org_admin', endsAt: LATE }])).status).toBe(200)
    const before = await everythingOf(db, org.orgId)
    for (const role of [
      { key: 'org_admin', endsAt: SOON },
      { key: 'org_admin', startsAt: SOON, endsAt: LATE },
    ]) {
      expect(answerOf(await cut(by, only, role))).toEqual([409, 'last_admin'])
    }
    expect(await everythingOf(db, org.orgId)).toEqual(before)
    await giveRoles(last, other, [{ key: 'org_admin' }])
    expect((await cut(by, only, { key: 'org_admin', endsAt: SOON })).status).toBe(200)
  })

  it.each(CUTS)('%s: nor from somebody who holds more', async (_, cut) => {
    const lower = await person({ roles: ['viewer'], allow: ['roles.assign', 'users.write'] })
    const id = await world.user({ roles: ['viewer', 'admin'] })
    const refused = await cut(lower.http, id, { key: 'viewer', endsAt: SOON })
    expect(answerOf(refused)).toEqual([403, 'grant_exceeds_authority'])
    const equal = await world.user({ roles: ['viewer'] })
    expect((await cut(lower.http, equal, { key: 'viewer', endsAt: SOON })).status).toBe(200)
  })
})

describe('what has not begun', () => {
  it('is told as the reason that would turn a denial around, with its time', async () => {
    const [building, id] = [await world.building(), await world.user()]
    const given = await admin.post(inBuilding(building, '/assignments'), {
      ...{ userId: id, type: 'STAFF', startsAt: SOON, endsAt: LATE },
    })
    const why = await admin.get(inBuilding(building, `/access/${id}`))
    const items = Object(why.body).items as { permissionKey: string; reason: { wouldAllow?: object[] } }[]
    const reason = items.find(({ permissionKey }) => permissionKey === 'units.read')?.reason
    expect(reason?.wouldAllow?.at(-1)).toEqual({
      ...{ grant: 'scheduled', startsAt: SOON },
      reason: {
        ...{ code: 'building_assignment', type: 'STAFF', assignmentId: given.str('id') },
        ...{ startsAt: SOON, endsAt: LATE },
      },
    })
    const writing = items.find(({ permissionKey }) => permissionKey === 'units.write')?.reason
    expect(writing?.wouldAllow).not.toContainEqual(expect.objectContaining({ grant: 'scheduled' }))
  })

  it('is in the views of access at its moment, and in none that tells of now', async () => {
    const [building, id] = [await world.building(), await world.user()]
    await admin.post(inBuilding(building, '/assignments'), { userId: id, type: 'STAFF', startsAt: SOON, endsAt: LATE })
    const seenAt = async (at?: string) => {
      const query = at === undefined ? '' : `?at=${at}`
      const people = (await admin.get(inBuilding(building, `/access${query}`))).items('user.id')
      const whole = await admin.get(`/api/users/${id}/access${query}`)
      const why = await admin.get(inBuilding(building, `/access/${id}${query}`))
      const permitted = why.items('decision').filter((decision) => decision === true).length
      return [people.includes(id), whole.items('building.id'), whole.at('items.0.via.0.endsAt'), permitted > 0]
    }
    const nothing = [false, [], undefined, false]
    const held = [true, [building], LATE, true]
    expect([await seenAt(), await seenAt(SOON), await seenAt(LATE)]).toEqual([nothing, held, nothing])
    await clock(SOON)
    expect(await seenAt()).toEqual(held)
    for (const path of [
      inBuilding(building, '/access'),
      inBuilding(building, `/access/${id}`),
      `/api/users/${id}/access`,
    ]) {
      expect(answerOf(await admin.get(`${path}?at=${NOW}`))).toEqual([400, 'invalid_request'])
    }
  })

  it('goes with revoke-all, which tells it', async () => {
    const [building, id] = [await world.building(), await world.user()]
    await giveRoles(admin, id, [{ key: 'viewer', startsAt: SOON }])
    await admin.post(inBuilding(building, '/assignments'), { userId: id, type: 'STAFF', startsAt: SOON })
    const rehearsed = await admin.post(`/api/users/${id}/revoke-all`, { dryRun: true })
    const taken = await admin.post(`/api/users/${id}/revoke-all`)
    expect(taken.body).toEqual(rehearsed.body)
    expect([taken.at('roleKeys'), taken.at('roles.0.startsAt'), taken.at('assignments.0.startsAt')]).toEqual([
      [],
      SOON,
      SOON,
    ])
    await clock(SOON)
    expect((await admin.get(`/api/users/${id}?include=scheduled`)).at('roles')).toEqual([])
  })
})

describe('an instant that passes', () => {
  it('takes a building out of the list of somebody with too many assignments to name each', async () => {
    const self = await person()
    const buildings = await Promise.all(Array.from({ length: 102 }, () => world.building()))
    const [ending = '', ...kept] = buildings
    for (const building of kept) await world.assign(self.id, building, 'STAFF')
    await admin.post(inBuilding(ending, '/assignments'), { userId: self.id, type: 'STAFF', endsAt: SOON })
    const listed = async () => (await self.http.get('/api/org/buildings?limit=200')).items('id').toSorted()
    expect(await listed()).toEqual(buildings.toSorted())
    await clock(SOON)
    expect(await listed()).toEqual(kept.toSorted())
  })

  it('raises no version, and yet another tag stands at what the caller may do and at a user', async () => {
    const self = await person()
    await giveRoles(admin, self.id, [{ key: 'viewer', endsAt: SOON }])
    const tags = async () => [
      (await self.http.get('/api/me/access')).headers.get('etag'),
      (await admin.get(`/api/users/${self.id}`)).headers.get('etag'),
    ]
    const before = await tags()
    await clock(SOON)
    const after = await tags()
    expect(after.map((tag, at) => tag === before[at])).toEqual([false, false])
    expect((await admin.get(`/api/users/${self.id}`, { 'if-none-match': before[1] ?? '' })).status).toBe(200)
    expect((await admin.get(`/api/users/${self.id}`, { 'if-none-match': after[1] ?? '' })).status).toBe(304)
  })

  it('is written down by the housekeeping: what has ended is gone from the tables, and nobody is answerable for it', async () => {
    const [building, id] = [await world.building(), await world.user()]
    await giveRoles(admin, id, [{ key: 'viewer', endsAt: SOON }, { key: 'admin' }])
    await admin.put(`/api/users/${id}/permission-overrides`, {
      overrides: [{ permissionKey: 'audit.read', effect: 'DENY', endsAt: SOON, reason: 'On leave' }],
    })
    await admin.post(inBuilding(building, '/assignments'), { userId: id, type: 'STAFF', endsAt: SOON })
    const home = await admin.post(inBuilding(building, '/occupancies'), {
      ...{ unitId: await world.unit(building), residentUserId: id, plannedEndAt: SOON },
    })
    const events = async () => {
      const { rows } = await db.query(
        `SELECT action, actor_type FROM audit_events WHERE org_id = $1 AND action LIKE '%ended'
           AND (target_id = $2 OR before->>'userId' = $2::text OR target_id = $3) ORDER BY id`,
        [world.orgId, id, home.str('id')],
      )
      return rows.map((row) => `${row.action} by ${row.actor_type}`)
    }
    await tidyEnded(api.deps.db)
    expect(await events()).toEqual([])
    await clock(SOON)
    const shown = async () => (await admin.get(`/api/users/${id}?include=scheduled`)).body
    const before = await shown()
    await tidyEnded(api.deps.db)
    await tidyEnded(api.deps.db)
    expect(await events()).toEqual([
      'user.roles_ended by platform',
      'user.overrides_ended by platform',
      'assignment.ended by platform',
      'occupancy.ended by platform',
    ])
    expect(await shown()).toEqual(before)
    const { rows } = await db.query('SELECT status, end_at FROM occupancies WHERE id = $1', [home.str('id')])
    expect(rows).toEqual([{ status: 'ENDED', end_at: new Date(SOON) }])
  })
})
