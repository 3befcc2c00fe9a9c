import { createAuthzClient } from '@latchkey/shared/authz/client'
import { afterAll, describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { contentsOf } from '../support/contents.ts'
import { bodyFor, ROUTES, sendTo } from '../support/routes.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { makeTargets } from '../support/targets.ts'
import { newId } from '../support/world.ts'

const real = testAuthz()

const PORTS_TO_TRY = 50

/** Listens on a port that the kernel gives to nobody by itself, so that it is still free after a stop. */
async function listenOnKeptPort() {
  const lowest = 20_000 + (process.pid % 10_000)
  for (let port = lowest; port < lowest + PORTS_TO_TRY; port += 1) {
    const listening = await real.listen(port).catch(() => undefined)
    if (listening !== undefined) return listening
  }
  throw new Error(`no free port from ${lowest} on`)
}

const first = await listenOnKeptPort()
const client = createAuthzClient({ ...first, deadlineMs: 10_000 })
afterAll(() => client.close())
const { db, world, api, admin, person } = await setScene({ authz: client })
const nobody = (await person()).http

/** Runs while nothing listens where authz was; afterwards it listens there again. */
const whileDown = (() => {
  let running = first
  afterAll(() => running.close())
  return async (test: () => Promise<void>) => {
    await running.close()
    try {
      await test()
    } finally {
      running = await real.listen(Number(new URL(first.url).port))
    }
  }
})()

const GUARDED = ROUTES.filter(({ kind }) => kind !== 'platform')
const UNAVAILABLE = [503, 'authorization_unavailable']

describe('while authz is down', () => {
  it.each(GUARDED)('$name is 503 and writes nothing; it works when authz is back', async (route) => {
    const ids = await makeTargets(world, route.path)
    const body = await bodyFor(route, world, ids)
    await whileDown(async () => {
      const before = await contentsOf(db, world.orgId)
      for (const http of [admin, nobody]) {
        const reply = await sendTo(http, route, ids, { body })
        expect([reply.status, reply.code]).toEqual(UNAVAILABLE)
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(await contentsOf(db, world.orgId)).toEqual(before)
    })
    expect((await sendTo(admin, route, ids, { body })).status).toBe(route.status)
    expect((await sendTo(nobody, route, ids, { body })).code).not.toBe('authorization_unavailable')
  })

  it('what comes before the question is answered as ever: 401 and 404', async () => {
    const building = await world.building()
    await whileDown(async () => {
      expect((await api.anonymous.get(inBuilding(building))).status).toBe(401)
      expect((await admin.get(inBuilding(newId()))).status).toBe(404)
      expect((await admin.get(inBuilding(building))).status).toBe(503)
    })
  })

  it('/readyz names it, and says ready again when it is back', async () => {
    await whileDown(async () => {
      const state = await api.anonymous.get('/readyz')
      expect([state.status, state.at('checks')]).toEqual([503, { database: 'ok', migrations: 'ok', authz: 'failed' }])
    })
    expect((await api.anonymous.get('/readyz')).status).toBe(200)
  })
})
