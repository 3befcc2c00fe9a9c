import { createDb } from '@latchkey/shared/db/client'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { many, tally } from '../support/answers.ts'
import { databaseProxy } from '../support/database-proxy.ts'
import { setScene } from '../support/scene.ts'

/** What the contract of /readyz allows. */
const READY_WITHIN_MS = 2_000

const proxy = await databaseProxy()
const db = createDb(proxy.url, 3)
afterAll(() => db.$disconnect())
const { world, admin, api, ...scene } = await setScene({ db })
const ready = () => api.anonymous.get('/readyz')
afterEach(() => proxy.thaw())

describe('while PostgreSQL says nothing', { timeout: 60_000 }, () => {
  it('core-api is not ready, and says so in time', async () => {
    await expect.poll(async () => (await ready()).status, { timeout: 20_000 }).toBe(200)
    proxy.freeze()
    const tooLate = Symbol('too late')
    const timer = new Promise((resolve) => setTimeout(resolve, READY_WITHIN_MS, tooLate))
    const answer = ready()
    expect(await Promise.race([answer, timer])).not.toBe(tooLate)
    const reply = await answer
    expect([reply.status, reply.at('checks.database'), reply.at('checks.authz')]).toEqual([503, 'failed', 'ok'])
    proxy.thaw()
    await expect.poll(async () => (await ready()).status, { timeout: 20_000 }).toBe(200)
  })

  it('every request is answered with 503, and with 200 as soon as it speaks again', async () => {
    proxy.freeze()
    const replies = await many(20, () => admin.get('/api/users'))
    expect(tally(replies)).toEqual({ '503 unavailable': 20 })
    proxy.thaw()
    expect((await admin.get('/api/users')).status).toBe(200)
  })

  it('a transaction it fell silent in is over, and nothing of it reaches the next request', async () => {
    const people = [await world.user(), await world.user()]
    const grant = (user: string | undefined) => admin.post(`/api/users/${user}/roles`, { roleKeys: ['viewer'] })
    const statements = await proxy.count(async () => expect((await grant(await world.user())).status).toBe(200))
    proxy.freezeAt(statements - 1)
    expect((await grant(people[0])).status).toBe(503)
    proxy.thaw()
    expect((await grant(people[1])).status).toBe(200)
    const held = 'SELECT count(*)::int AS count FROM user_roles WHERE org_id = $1 AND user_id = $2'
    const counts = await Promise.all(people.map((id) => scene.db.query(held, [world.orgId, id])))
    expect(counts.map(({ rows }) => rows[0].count)).toEqual([0, 1])
  })
})
