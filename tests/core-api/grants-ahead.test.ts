import { tidyEnded } from '@latchkey/core-api/removal/ended'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import type { Http } from '../support/http.ts'
import { inBuilding } from '../support/scene.ts'

const { db, world, admin, person, api, clock } = await setClockedScene()
const NOW = '2031-03-01T00:00:00.000Z'
const [SOON, LATE] = [later(NOW, 60_000).toISOString(), later(NOW, 120_000).toISOString()]
beforeEach(() => clock(NOW))

const giveRoles = (by: Http, id: string, roles: readonly object[]) => by.post(`/api/users/${id}/roles`, { roles })

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
    const override = { permissionKey: 'users.read', effect: 'ALLOW', startsAt: SOON, endsAt: LATE }
    await admin.put(`/api/users/${id}/permission-overrides`, { overrides: [override] })
    await admin.post(inBuilding(building, '/assignments'), { userId: id, type: 'STAFF', startsAt: SOON })
    const rehearsed = await admin.post(`/api/users/${id}/revoke-all`, { dryRun: true })
    const taken = await admin.post(`/api/users/${id}/revoke-all`)
    expect(taken.body).toEqual(rehearsed.body)
    const starts = ['roles', 'assignments'].map((what) => taken.at(`${what}.0.startsAt`))
    expect([taken.at('roleKeys'), starts, taken.at('overrides')]).toEqual([[], [SOON, SOON], [override]])
    expect((await admin.get(`/api/users/${id}?include=scheduled`)).at('roles')).toEqual([])
    const left = await admin.get(`/api/users/${id}/permission-overrides?include=scheduled`)
    expect(left.at('overrides')).toEqual([])
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
