import { describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import { inBuilding } from '../support/scene.ts'

const { world, admin, person, api, clock } = await setClockedScene()
const NOW = '2031-03-01T00:00:00.000Z'
const [SOON, LATE] = [later(NOW, 60_000).toISOString(), later(NOW, 120_000).toISOString()]
await clock(NOW)

/** The same for all three kinds: how one is given with these times, and what of it is shown. */
interface Kind {
  readonly give: (userId: string, times: object) => ReturnType<typeof admin.post>
  readonly shown: (userId: string, include?: 'scheduled') => Promise<unknown>
  /** What somebody sees who holds it. */
  readonly may: (userId: string) => Promise<number>
}
const building = await world.building()
const usersOf = (include?: string) => (include === undefined ? '' : `?include=${include}`)
const KINDS: Record<string, Kind> = {
  role: {
    give: (id, times) => admin.post(`/api/users/${id}/roles`, { roles: [{ key: 'viewer', ...times }] }),
    shown: async (id, include) => (await admin.get(`/api/users/${id}${usersOf(include)}`)).at('roles'),
    may: async (id) => (await (await api.as(world.orgId, id)).get('/api/users')).status,
  },
  override: {
    give: (id, times) =>
      admin.put(`/api/users/${id}/permission-overrides`, {
        overrides: [{ permissionKey: 'users.read', effect: 'ALLOW', ...times }],
      }),
    shown: async (id, include) =>
      (await admin.get(`/api/users/${id}/permission-overrides${usersOf(include)}`)).at('overrides'),
    may: async (id) => (await (await api.as(world.orgId, id)).get('/api/users')).status,
  },
  assignment: {
    give: (userId, times) => admin.post(inBuilding(building, '/assignments'), { userId, type: 'STAFF', ...times }),
    shown: async (id, include) => {
      const query = new URLSearchParams({ userId: id, ...(include && { include }) })
      return (await admin.get(inBuilding(building, `/assignments?${query}`))).at('items')
    },
    may: async (id) => (await (await api.as(world.orgId, id)).get(inBuilding(building, '/units'))).status,
  },
}

describe.each(Object.entries(KINDS))('%s:', (_, { give, shown, may }) => {
  it('counts from its beginning on until just before its end, and is shown so', async () => {
    await clock(NOW)
    const id = await world.user()
    const given = await give(id, { startsAt: SOON, endsAt: LATE })
    expect(given.status).toBeLessThan(300)
    const times = expect.objectContaining({ startsAt: SOON, endsAt: LATE })
    const seen: unknown[] = []
    for (const moment of [later(SOON, -1), SOON, later(LATE, -1), LATE]) {
      await clock(moment)
      seen.push([await may(id), await shown(id), await shown(id, 'scheduled')])
    }
    expect(seen).toEqual([
      [403, [], [times]],
      [200, [times], [times]],
      [200, [times], [times]],
      [403, [], []],
    ])
  })

  it('takes a beginning that has passed as now, and refuses an end that has, or that comes before it', async () => {
    await clock(NOW)
    const id = await world.user()
    expect(answerOf(await give(id, { endsAt: NOW }))).toEqual([400, 'invalid_request'])
    expect(answerOf(await give(id, { startsAt: LATE, endsAt: SOON }))).toEqual([400, 'invalid_request'])
    expect(await shown(id, 'scheduled')).toEqual([])
    await give(id, { startsAt: '2020-01-01T00:00:00Z', endsAt: SOON })
    expect(await shown(id)).toEqual([expect.objectContaining({ startsAt: NOW, endsAt: SOON })])
  })

  it('gets new times when it is given again, and goes on from when it began', async () => {
    await clock(NOW)
    const id = await world.user()
    await give(id, { startsAt: SOON, endsAt: LATE })
    expect((await give(id, { endsAt: SOON })).status).toBe(200)
    expect(await shown(id)).toEqual([expect.objectContaining({ startsAt: null, endsAt: SOON })])
    expect((await give(id, { startsAt: NOW, endsAt: LATE })).status).toBe(200)
    expect(await shown(id)).toEqual([expect.objectContaining({ startsAt: null, endsAt: LATE })])
    await give(id, {})
    expect(await shown(id)).toEqual([expect.objectContaining({ startsAt: null, endsAt: null })])
  })

  it('may be given anew once it has ended, though nobody has tidied it away', async () => {
    await clock(NOW)
    const id = await world.user()
    await give(id, { endsAt: SOON })
    await clock(SOON)
    expect(await may(id)).toBe(403)
    expect((await give(id, { endsAt: LATE })).status).toBeLessThan(300)
    expect([await may(id), await shown(id)]).toEqual([200, [expect.objectContaining({ endsAt: LATE })]])
  })
})

describe('an assignment', () => {
  it('that is there for good stays as it is: 409, whatever times are named', async () => {
    await clock(NOW)
    const id = await world.user()
    await KINDS['assignment']?.give(id, {})
    expect(
      answerOf(await admin.post(inBuilding(building, '/assignments'), { userId: id, type: 'STAFF', endsAt: SOON })),
    ).toEqual([409, 'assignment_exists'])
  })

  it('takes a day where the building has a time zone, and says so where it has none', async () => {
    await clock(NOW)
    const made = await admin.post('/api/org/buildings', { name: 'Pier', timezone: 'Europe/Berlin' })
    const body = { userId: await world.user(), type: 'STAFF', startsAt: '2031-06-01', endsAt: '2031-12-01' }
    const given = await admin.post(inBuilding(made.str('id'), '/assignments'), body)
    expect([given.at('startsAt'), given.at('endsAt')]).toEqual(['2031-05-31T22:00:00.000Z', '2031-11-30T23:00:00.000Z'])
    const refused = await admin.post(inBuilding(building, '/assignments'), body)
    expect([refused.status, refused.at('errors.0.pointer')]).toEqual([400, '/startsAt'])
  })
})

describe('nobody gives what lasts longer than the own grant that allows it:', () => {
  it('an assignment, of the own BUILDING_ADMIN', async () => {
    await clock(NOW)
    const giver = await person()
    const path = inBuilding(building, '/assignments')
    await admin.post(path, { userId: giver.id, type: 'BUILDING_ADMIN', endsAt: SOON })
    const userId = await world.user()
    for (const type of ['STAFF', 'BUILDING_ADMIN']) {
      for (const endsAt of [LATE, null]) {
        const refused = await giver.http.post(path, { userId, type, endsAt })
        expect(answerOf(refused)).toEqual([403, 'grant_exceeds_authority'])
      }
      expect((await giver.http.post(path, { userId, type, endsAt: SOON })).status).toBe(201)
    }
  })

  it('a role or an ALLOW, of the own role; a DENY may last as long as it likes', async () => {
    await clock(NOW)
    const giver = await person()
    await admin.post(`/api/users/${giver.id}/roles`, { roles: [{ key: 'org_admin', endsAt: SOON }] })
    const id = await world.user()
    const role = (endsAt: string | null) =>
      giver.http.post(`/api/users/${id}/roles`, { roles: [{ key: 'viewer', endsAt }] })
    const override = (effect: string, endsAt: string | null) =>
      giver.http.put(`/api/users/${id}/permission-overrides`, {
        overrides: [{ permissionKey: 'units.read', effect, endsAt }],
      })
    for (const endsAt of [LATE, null]) {
      expect(answerOf(await role(endsAt))).toEqual([403, 'grant_exceeds_authority'])
      expect(answerOf(await override('ALLOW', endsAt))).toEqual([403, 'grant_exceeds_authority'])
    }
    expect([(await role(SOON)).status, (await override('ALLOW', SOON)).status]).toEqual([200, 200])
    expect((await override('DENY', null)).status).toBe(200)
  })
})
