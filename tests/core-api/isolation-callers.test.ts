import { describe, expect, it } from 'vitest'
import { SAME_REQUEST_ID, wholeOf } from '../support/answers.ts'
import { bodyFor, ROUTES, sendTo } from '../support/routes.ts'
import { setScene } from '../support/scene.ts'
import { makeTargets } from '../support/targets.ts'

const { db, world, api, admin, person } = await setScene()
const GUARDED = ROUTES.filter(({ kind }) => kind !== 'platform')
const headers = SAME_REQUEST_ID

describe('no token, a bad token and the token of a user who is not ACTIVE get the same 401', () => {
  const setStatus = (id: string, status: string) =>
    db.query(`UPDATE users SET status = $1::"UserStatus" WHERE org_id = $2 AND id = $3`, [status, world.orgId, id])

  it.each(GUARDED)('for $name', async (route) => {
    const ids = await makeTargets(world, route.path)
    const { id, http: leaver } = await person({ roles: ['org_admin'] })
    const body = await bodyFor(route, world, ids)
    const refused = wholeOf(await sendTo(api.anonymous, route, ids, { body, headers }))
    expect(refused.status).toBe(401)
    expect(refused.headers).toContainEqual(['www-authenticate', 'Bearer'])
    for (const authorization of ['', 'Bearer ', 'Bearer no.token', 'Basic bm86Ym9keQ==']) {
      const sent = { ...headers, authorization }
      expect(wholeOf(await sendTo(api.anonymous, route, ids, { body, headers: sent }))).toEqual(refused)
    }
    for (const status of ['DISABLED', 'INVITED']) {
      await setStatus(id, status)
      expect(wholeOf(await sendTo(leaver, route, ids, { body, headers }))).toEqual(refused)
    }
    await setStatus(id, 'ACTIVE')
    expect((await sendTo(leaver, route, ids, { body })).status).toBe(route.status)
  })
})

describe('/api and / answer the same, down to the bytes of a refusal and the members of a success', () => {
  it.each(ROUTES)('for $name', async (route) => {
    const caller = route.kind === 'platform' ? api.platform : admin
    const refused = []
    const done = []
    for (const prefix of ['/api', '']) {
      const ids = await makeTargets(world, route.path)
      const body = await bodyFor(route, world, ids)
      refused.push(wholeOf(await sendTo(api.anonymous, route, ids, { prefix, headers, body })))
      const reply = await sendTo(caller, route, ids, { prefix, body })
      const location = reply.headers.get('location')?.startsWith('/api/')
      done.push({ status: reply.status, location, members: Object.keys(reply.body ?? {}) })
    }
    expect(refused[0]).toEqual(refused[1])
    expect(done[0]).toEqual(done[1])
    expect([refused[0]?.status, done[0]?.status]).toEqual([401, route.status])
  })
})
