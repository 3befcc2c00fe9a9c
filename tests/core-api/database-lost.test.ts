import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { createDb } from '@latchkey/shared/db/client'
import { afterAll, describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { databaseProxy, MOMENTS } from '../support/database-proxy.ts'
import type { Reply } from '../support/http.ts'
import { setScene } from '../support/scene.ts'
import { mailsOf } from '../support/stored.ts'
import { unique } from '../support/world.ts'

const proxy = await databaseProxy()
// One connection, so that statements follow each other as they are sent.
const db = createDb(proxy.url, 1)
afterAll(() => db.$disconnect())
const limits = { account: 1_000, address: 1_000, everywhere: 1_000 }
const scene = await setScene({ db, throttle: createThrottle(db, limits) })
const { world, admin, api } = scene
const { orgId } = world

const count = async (statement: string, ...values: string[]): Promise<number> =>
  (await scene.db.query<{ count: number }>(statement, [orgId, ...values])).rows[0]?.count ?? Number.NaN

interface Attempt {
  send(): Promise<Reply>
  /** How often what it asks for has been done. */
  effects(): Promise<number>
}

const REQUESTS: Record<string, () => Promise<Attempt>> = {
  'a role': async () => {
    const user = await world.user()
    return {
      send: () => admin.post(`/api/users/${user}/roles`, { roleKeys: ['viewer'] }),
      effects: () => count(`SELECT count(*)::int FROM audit_events WHERE org_id = $1 AND target_id = $2`, user),
    }
  },
  'a user with an invite': async () => {
    const email = `${unique('invited')}@example.test`
    const before = await mailsOf(scene.db, orgId)
    return {
      send: () => admin.post('/api/users', { email, name: 'Invited', sendInvite: true, roleKeys: ['viewer'] }),
      effects: async () => (await mailsOf(scene.db, orgId)) - before,
    }
  },
  'a sign-in': async () => {
    const { id, email } = await account(world)
    return {
      send: () => api.anonymous.post('/api/auth/login', { email, password: PASSWORD }),
      effects: () => count('SELECT count(*)::int FROM sessions WHERE org_id = $1 AND user_id = $2', id),
    }
  },
}

describe.each(Object.entries(REQUESTS))('%s whose connection ends', (_, prepare) => {
  it.each(MOMENTS)('at any of its statements (%s) is done once or 503', { timeout: 120_000 }, async (moment) => {
    const whole = await prepare()
    const statements = await proxy.count(async () => expect((await whole.send()).status).toBeLessThan(300))
    expect(await whole.effects()).toBe(1)
    const wrong: unknown[] = []
    for (let at = 1; at <= statements; at += 1) {
      const attempt = await prepare()
      proxy.cutAt(at, moment)
      const { status, code, headers } = await attempt.send()
      const effects = await attempt.effects()
      const isDone = status < 300 && effects === 1
      const isRefused = status === 503 && code === 'unavailable' && headers.has('retry-after') && effects <= 1
      if (!proxy.hasCut() || !(isDone || isRefused)) wrong.push({ at, status, code, effects })
    }
    expect(wrong).toEqual([])
    expect((await (await prepare()).send()).status).toBeLessThan(300)
  })
})
