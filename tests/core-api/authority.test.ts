import { heldKeys } from '@latchkey/core-api/roles/store'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { provision } from '../support/provision.ts'
import { randomly } from '../support/random.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import type { UserOptions } from '../support/world.ts'

const { world, api, admin, person } = await setScene()

describe('what somebody holds', () => {
  it('is, under the lock, what authz counts: in forty random sets of roles and overrides', async () => {
    const { some } = randomly(9)
    for (let time = 1; time <= 40; time += 1) {
      const allow = some(PERMISSION_KEYS, 0.2)
      const deny = some(PERMISSION_KEYS, 0.2).filter((key) => !allow.includes(key))
      const options: UserOptions = { roles: some(ROLE_KEYS, 0.4), allow, deny }
      const { id, http } = await person(options)
      const counted = (await http.get('/api/auth/me')).at('permissions')
      expect([options, await heldKeys(api.deps.db, { orgId: world.orgId, userId: id })]).toEqual([options, counted])
    }
  })
})

describe('BUILDING_ADMIN of a building', () => {
  const WHO: [who: string, options: UserOptions & { building?: 'admin' }, given: boolean][] = [
    ['an admin, who holds every building key', { roles: ['admin'] }, true],
    ['a building admin there', { building: 'admin' }, true],
    ['a building admin there to whom the key is denied globally', { building: 'admin', deny: ['units.write'] }, true],
    ['somebody with building.assignments.write alone', { allow: ['building.assignments.write'] }, false],
    ['an admin to whom units.write is denied', { roles: ['admin'], deny: ['units.write'] }, false],
  ]

  it.each(WHO)(
    'may be given by %s: %o, by assignment and by provisioning',
    async (_, { building, ...options }, given) => {
      const place = await world.building()
      const { id, http } = await person(options)
      if (building) await world.assign(id, place, 'BUILDING_ADMIN')
      const post = (userId: string, type: string) => http.post(inBuilding(place, '/assignments'), { userId, type })
      const refused = [403, 'grant_exceeds_authority']
      const target = await world.user()
      expect(answerOf(await post(target, 'BUILDING_ADMIN'))).toEqual(given ? [201, undefined] : refused)
      expect((await post(target, 'MANAGER')).status).toBe(201)
      const email = (await admin.get(`/api/users/${await world.user()}`)).str('email')
      const provisioned = (type: string) =>
        provision(http, {
          identity: { email, name: 'Any' },
          grants: { buildingAssignments: [{ buildingId: place, type }] },
        })
      expect(answerOf(await provisioned('BUILDING_ADMIN'))).toEqual(given ? [200, undefined] : refused)
      expect((await provisioned('STAFF')).status).toBe(200)
    },
  )

  it('cannot be given to oneself by building.assignments.write alone', async () => {
    const place = await world.building()
    const { id, http } = await person({ allow: ['building.assignments.write'] })
    const reply = await http.post(inBuilding(place, '/assignments'), { userId: id, type: 'BUILDING_ADMIN' })
    expect(answerOf(reply)).toEqual([403, 'grant_exceeds_authority'])
    expect((await http.post(inBuilding(place, '/units'), { label: '1' })).code).toBe('forbidden')
  })

  it('who is not in the org is told before what the giver lacks, and that before who is assigned already', async () => {
    const place = await world.building()
    const { http } = await person({ allow: ['building.assignments.write'] })
    const post = (userId: string) => http.post(inBuilding(place, '/assignments'), { userId, type: 'BUILDING_ADMIN' })
    expect((await post(await world.user({ status: 'DISABLED' }))).code).toBe('user_not_in_org')
    const assigned = await world.user()
    await world.assign(assigned, place, 'BUILDING_ADMIN')
    expect((await post(assigned)).code).toBe('grant_exceeds_authority')
  })
})

describe('provisioning somebody who exists, by a building admin without users.write', () => {
  it('sends no invite: it is ignored, and the revoked one stays revoked', async () => {
    const place = await world.building()
    const { id, http } = await person()
    await world.assign(id, place, 'BUILDING_ADMIN')
    const email = `${crypto.randomUUID()}@example.test`
    const invited = await admin.post('/api/users', { email, name: 'Any', sendInvite: true })
    expect((await admin.delete(`/api/users/${invited.str('id')}/invite`)).status).toBe(204)
    const body = {
      identity: { email, name: 'Any', sendInvite: true },
      grants: { buildingAssignments: [{ buildingId: place, type: 'STAFF' }] },
    }
    const linked = await provision(http, body)
    expect([linked.status, linked.at('invite'), linked.at('ignored')]).toEqual([200, null, ['/identity/sendInvite']])
    expect((await admin.get(`/api/users/${invited.str('id')}/invite`)).str('status')).toBe('REVOKED')
    const allowed = await provision(admin, body)
    expect([allowed.status, allowed.at('ignored')]).toEqual([200, []])
    expect((await admin.get(`/api/users/${invited.str('id')}/invite`)).str('status')).toBe('PENDING')
  })
})
