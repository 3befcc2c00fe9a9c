import { describe, expect, it } from 'vitest'
import { answerOf, UNAVAILABLE } from '../support/answers.ts'
import { bodyFor, ROUTES, sendTo } from '../support/routes.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { stoppableAuthz } from '../support/stoppable-authz.ts'
import { everythingOf } from '../support/stored.ts'
import { makeTargets } from '../support/targets.ts'
import { newId } from '../support/world.ts'

const authz = await stoppableAuthz()
const { db, world, api, admin, person } = await setScene({ authz: authz.client })
const nobody = (await person()).http

const GUARDED = ROUTES.filter(({ kind }) => kind !== 'platform')

describe('while authz is down', () => {
  it.each(GUARDED)('$name is 503 and writes nothing; it works when authz is back', async (route) => {
    const ids = await makeTargets(world, route)
    const body = await bodyFor(route, world, ids)
    await authz.whileDown(async () => {
      const before = await everythingOf(db, world.orgId)
      for (const http of [admin, nobody]) {
        const reply = await sendTo(http, route, ids, { body })
        expect(answerOf(reply)).toEqual(UNAVAILABLE)
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(await everythingOf(db, world.orgId)).toEqual(before)
    })
    expect((await sendTo(admin, route, ids, { body })).status).toBe(route.status)
    expect((await sendTo(nobody, route, ids, { body })).code).not.toBe('authorization_unavailable')
  })

  it('a missing token is 401 and an absent building 404, as before the question', async () => {
    const building = await world.building()
    await authz.whileDown(async () => {
      expect((await api.anonymous.get(inBuilding(building))).status).toBe(401)
      expect((await admin.get(inBuilding(newId()))).status).toBe(404)
      expect((await admin.get(inBuilding(building))).status).toBe(503)
    })
  })
})
