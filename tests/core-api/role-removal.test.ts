import { describe, expect, it } from 'vitest'
import { answerOf, many, tally } from '../support/answers.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { newId } from '../support/world.ts'

const { db, world, admin, person } = await setScene()

const remove = (id: string, roleKey: string, by = admin) => by.delete(`/api/users/${id}/roles/${roleKey}`)
const held = async (id: string, by = admin) => (await by.get(`/api/users/${id}`)).at('roleKeys')

describe('a role that is taken away', () => {
  it('is gone at once, with what it permitted; the others stay', async () => {
    const { id, http } = await person({ roles: ['viewer', 'admin'] })
    expect((await http.post('/api/org/buildings', { name: 'Before' })).status).toBe(201)
    const removed = await remove(id, 'admin')
    expect([removed.status, removed.text, await held(id)]).toEqual([204, '', ['viewer']])
    expect((await http.post('/api/org/buildings', { name: 'After' })).code).toBe('forbidden')
    expect((await http.get('/api/org/buildings')).status).toBe(200)
  })

  it('is 204 also when it is not held, and then nothing is written', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const before = await everythingOf(db, world.orgId)
    expect((await remove(id, 'admin')).status).toBe(204)
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect([(await remove(id, 'viewer')).status, (await remove(id, 'viewer')).status]).toEqual([204, 204])
    expect(await held(id)).toEqual([])
  })

  it('is named in any case', async () => {
    const id = await world.user({ roles: ['viewer'] })
    expect([(await remove(id, 'VIEWER')).status, await held(id)]).toEqual([204, []])
  })

  it('may be that of somebody who is not ACTIVE', async () => {
    for (const status of ['INVITED', 'DISABLED'] as const) {
      const id = await world.user({ roles: ['viewer', 'org_admin'], status })
      expect([(await remove(id, 'org_admin')).status, await held(id)]).toEqual([204, ['viewer']])
    }
  })

  it.each(['landlord', 'constructor', '__proto__', 'viewer%20', newId()])(
    'that is unknown (%s) is 404',
    async (key) => {
      const id = await world.user({ roles: ['viewer'] })
      const refused = await remove(id, key)
      expect([...answerOf(refused), await held(id)]).toEqual([404, 'not_found', ['viewer']])
    },
  )

  it('is taken away by ten requests at once: all are 204, with one event', async () => {
    const id = await world.user({ roles: ['viewer', 'admin'] })
    expect(tally(await many(10, () => remove(id, 'admin')))).toEqual({ 204: 10 })
    const log = await admin.get(`/api/org/audit-log?target=${id}&action=user.roles_changed`)
    expect([await held(id), log.items('after.roleKeys')]).toEqual([['viewer'], [['viewer']]])
  })
})

describe('taking a role away', () => {
  it('needs roles.assign, and every key that the user holds', async () => {
    const id = await world.user({ roles: ['org_admin', 'viewer'] })
    const refused = await remove(id, 'viewer', (await person({ roles: ['admin'] })).http)
    expect([...answerOf(refused), await held(id)]).toEqual([403, 'forbidden', ['org_admin', 'viewer']])
    const { http: lower } = await person({ roles: ['viewer'], allow: ['roles.assign'] })
    expect(answerOf(await remove(id, 'viewer', lower))).toEqual([403, 'grant_exceeds_authority'])
    expect(await held(id)).toEqual(['org_admin', 'viewer'])
    expect((await remove(id, 'admin', lower)).status).toBe(204)
    const { http: equal } = await person({ roles: ['admin'], allow: ['roles.assign'] })
    expect((await remove(id, 'org_admin', equal)).status).toBe(204)
    expect((await remove(id, 'viewer', lower)).status).toBe(204)
  })

  it('from oneself is 403 self_change, whether the role is held, known or neither', async () => {
    const { id, http } = await person({ roles: ['org_admin', 'viewer'] })
    for (const key of ['viewer', 'org_admin', 'admin', 'landlord']) {
      const refused = await remove(id, key, http)
      expect([key, refused.status, refused.code]).toEqual([key, 403, 'self_change'])
    }
    expect(await held(id)).toEqual(['org_admin', 'viewer'])
    expect((await remove(id, 'viewer')).status).toBe(204)
  })
})
