import { describe, expect, it } from 'vitest'
import { account, bearer, PASSWORD } from '../support/accounts.ts'
import { answerOf, MUST_CHANGE_PASSWORD, NOT_FOUND, SAME_REQUEST_ID, wholeOf } from '../support/answers.ts'
import type { Reply } from '../support/http.ts'
import { movedClock } from '../support/moved-clock.ts'
import { setScene } from '../support/scene.ts'
import { createWorld, newId } from '../support/world.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const { begin, clock, later } = movedClock()
const { db, world, api, admin, person } = await setScene({ clock })
const { anonymous } = api

const login = (email: string, userAgent?: string) =>
  anonymous.post('/api/auth/login', { email, password: PASSWORD }, userAgent ? { 'user-agent': userAgent } : {})
const as = (session: Reply) => bearer(session.str('accessToken'))
const list = (session: Reply, query = '') => anonymous.get(`/api/auth/sessions${query}`, as(session))
const end = (session: Reply, id: string) => anonymous.delete(`/api/auth/sessions/${id}`, as(session))
const refresh = (session: Reply) => anonymous.post('/api/auth/refresh', { refreshToken: session.str('refreshToken') })
const me = async (session: Reply) => (await anonymous.get('/api/auth/me', as(session))).status
const currentOf = async (session: Reply): Promise<string> => {
  const reply = await list(session)
  return String(reply.items('id')[reply.items('current').indexOf(true)])
}
const iso = (milliseconds: number) => new Date(begin + milliseconds).toISOString()

describe('the own sessions', () => {
  it('are listed with their client, and with which of them asks; nobody else stands there', async () => {
    const { email } = await account(world)
    await login((await account(world)).email)
    const [phone, page] = [await login(email, 'Phone/1.0'), await later(5_000, () => login(email, 'x'.repeat(400)))]
    const reply = await list(phone)
    expect(reply.body).toEqual({
      items: [
        { id: expect.any(String), createdAt: iso(0), lastUsedAt: iso(0), userAgent: 'Phone/1.0', current: true },
        {
          ...{ id: expect.any(String), createdAt: iso(5_000), lastUsedAt: iso(5_000) },
          ...{ userAgent: 'x'.repeat(300), current: false },
        },
      ],
      nextCursor: null,
    })
    expect((await list(page)).items('current')).toEqual([false, true])
    expect((await list(await login(email))).items('userAgent').at(-1)).toBe(null)
  })

  it('were last used when they were signed in or refreshed: other requests write nothing', async () => {
    const session = await login((await account(world)).email)
    const used = async () => (await list(session)).items('lastUsedAt')
    await later(60_000, () => me(session))
    expect(await used()).toEqual([iso(0)])
    expect((await later(120_000, () => refresh(session))).status).toBe(200)
    expect(await used()).toEqual([iso(120_000)])
  })

  it('are no longer listed when they have ended, or rested for thirty days', async () => {
    const { email } = await account(world)
    const [resting, out] = [await login(email), await login(email)]
    await anonymous.post('/api/auth/logout', { refreshToken: out.str('refreshToken') })
    const count = (age: number) => later(age, async () => (await list(await login(email))).items('id').length)
    expect([await count(0), (await list(resting)).items('id').length]).toEqual([2, 2])
    expect(await count(30 * DAY_MS - 1)).toBe(3)
    expect(await count(30 * DAY_MS)).toBe(2)
  })
})

describe('ending one of the own sessions', () => {
  it('ends its tokens at once, and no other', async () => {
    const { email } = await account(world)
    const [stolen, own] = [await login(email), await login(email)]
    const ended = await end(own, await currentOf(stolen))
    expect([ended.status, ended.text]).toEqual([204, ''])
    expect([await me(stolen), (await refresh(stolen)).code]).toEqual([401, 'invalid_refresh_token'])
    expect([await me(own), (await list(own)).items('current')]).toEqual([200, [true]])
  })

  it('may be that which asks', async () => {
    const own = await login((await account(world)).email)
    expect((await end(own, await currentOf(own))).status).toBe(204)
    expect(await me(own)).toBe(401)
  })

  it('answers for that of somebody else, of another org, an ended and an absent one as for no path at all', async () => {
    const { email } = await account(world)
    const [own, ended] = [await login(email), await login(email)]
    const gone = await currentOf(ended)
    await end(own, gone)
    const colleague = await login((await account(world)).email)
    const other = await createWorld(db)
    const foreign = await login((await account(other)).email)
    const missing = wholeOf(await anonymous.get('/api/no/such/path', { ...as(own), ...SAME_REQUEST_ID }))
    for (const id of [await currentOf(colleague), await currentOf(foreign), gone, newId(), 'garbage', '%00']) {
      const path = `/api/auth/sessions/${id}`
      expect(wholeOf(await anonymous.delete(path, { ...as(own), ...SAME_REQUEST_ID }))).toEqual(missing)
    }
    expect([await me(colleague), await me(foreign), await me(own)]).toEqual([200, 200, 200])
  })

  it('is refused with 401 without a token, and 403 while the password must be changed, before 404', async () => {
    const { http } = await person({ mustChangePassword: true })
    const path = `/api/auth/sessions/${newId()}`
    expect((await anonymous.delete(path)).status).toBe(401)
    expect(answerOf(await http.delete(path))).toEqual(MUST_CHANGE_PASSWORD)
    expect(answerOf(await http.get('/api/auth/sessions'))).toEqual(MUST_CHANGE_PASSWORD)
    expect(answerOf(await admin.delete(path))).toEqual(NOT_FOUND)
  })
})

describe('signing somebody out everywhere', () => {
  it('ends every session of theirs and no other, is written down once, and leaves the password', async () => {
    const { id, email } = await account(world)
    const [first, second, other] = [await login(email), await login(email), await login((await account(world)).email)]
    for (const _ of [1, 2]) expect((await admin.delete(`/api/users/${id}/sessions`)).status).toBe(204)
    expect([await me(first), await me(second), await me(other)]).toEqual([401, 401, 200])
    expect((await refresh(first)).code).toBe('invalid_refresh_token')
    expect(await me(await login(email))).toBe(200)
    const { rows } = await db.query('SELECT action FROM audit_events WHERE target_id = $1', [id])
    expect(rows).toEqual([{ action: 'user.sessions_ended' }])
  })
})
