import { tidy } from '@latchkey/core-api/operations/housekeeping'
import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { problemOf } from '../support/answers.ts'
import type { Reply } from '../support/http.ts'
import { outstandingLink } from '../support/links.ts'
import { movedClock } from '../support/moved-clock.ts'
import { setScene } from '../support/scene.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const GRACE_MS = 10_000
const { begin, clock, later } = movedClock()
const { db, world, api, admin } = await setScene({ clock })
const { anonymous } = api

const login = async (email?: string) =>
  anonymous.post('/api/auth/login', { email: email ?? (await account(world)).email, password: PASSWORD })
const refreshWith = (refreshToken: string) => anonymous.post('/api/auth/refresh', { refreshToken })
const refresh = (session: Reply) => refreshWith(session.str('refreshToken'))
const logout = (refreshToken: string) => anonymous.post('/api/auth/logout', { refreshToken })
const me = async (session: Reply) => (await anonymous.get('/api/auth/me', bearer(session.str('accessToken')))).status
const canRefresh = async (session: Reply) => (await refresh(session)).status === 200

describe('refreshing', () => {
  it('answers like a sign-in, with the next refresh token', async () => {
    const first = await login()
    const next = await refresh(first)
    expect(next.status).toBe(200)
    expect(Object.keys(Object(next.body)).toSorted()).toEqual(Object.keys(Object(first.body)).toSorted())
    expect(next.at('user')).toEqual(first.at('user'))
    expect(next.str('refreshToken')).not.toBe(first.str('refreshToken'))
    expect(await me(next)).toBe(200)
  })

  it('works while the password must be changed', async () => {
    const session = await login((await account(world, { mustChangePassword: true })).email)
    expect((await refresh(session)).status).toBe(200)
  })

  it('tells of the user as they are now', async () => {
    const { id, email } = await account(world, { name: 'Before' })
    const session = await login(email)
    await admin.patch(`/api/users/${id}`, { name: 'After' })
    expect((await refresh(session)).at('user')).toEqual({ ...Object(session.at('user')), name: 'After' })
  })
})

describe('a refresh token', () => {
  it.each([
    [30 * DAY_MS - 1, 200],
    [30 * DAY_MS, 401],
    [300 * DAY_MS, 401],
  ])('unused for %d ms answers %d', async (rested, status) => {
    const session = await login()
    expect((await later(rested, () => refresh(session))).status).toBe(status)
  })

  it('lives for 30 more days each time it is used', async () => {
    let session = await login()
    for (const days of [29, 58, 87]) {
      session = await later(days * DAY_MS, () => refresh(session))
      expect(session.status).toBe(200)
    }
  })

  it.each([0, 1, 2])('of generation %d used again ends its whole family, and no other session', async (used) => {
    const { email } = await account(world)
    const [first, other] = [await login(email), await login(email)]
    const second = await refresh(first)
    const third = await refresh(second)
    const last = await refresh(third)
    expect([last.status, await me(last)]).toEqual([200, 200])
    const again = await later(GRACE_MS, () => refresh([first, second, third][used] ?? last))
    expect(again.code).toBe('invalid_refresh_token')
    expect([await me(first), await me(last), await canRefresh(last)]).toEqual([401, 401, false])
    expect([await me(other), await canRefresh(other)]).toEqual([200, true])
  })

  it('is refused in the same words whatever is wrong with it', async () => {
    const [used, over, loggedOut] = [await login(), await login(), await login()]
    await refresh(used)
    await logout(loggedOut.str('refreshToken'))
    const refused = [
      await later(GRACE_MS, () => refresh(used)),
      await later(31 * DAY_MS, () => refresh(over)),
      await refresh(loggedOut),
      ...(await Promise.all(['garbage', 'a.b.c', '-', 'x'.repeat(400)].map(refreshWith))),
    ].map(problemOf)
    expect(refused[0]).toMatchObject({ status: 401, code: 'invalid_refresh_token' })
    expect(new Set(refused.map((problem) => JSON.stringify(problem))).size).toBe(1)
  })

  it('is no access token, and an access token is no refresh token', async () => {
    const session = await login()
    expect((await anonymous.get('/api/auth/me', bearer(session.str('refreshToken')))).status).toBe(401)
    expect((await refreshWith(session.str('accessToken').slice(0, 200))).status).toBe(401)
    expect([await me(session), await canRefresh(session)]).toEqual([200, true])
  })
})

describe('signing out', () => {
  it('ends both tokens of the own session alone, at once, and may be repeated', async () => {
    const { email } = await account(world)
    const [own, other] = [await login(email), await login(email)]
    expect(await me(own)).toBe(200)
    for (const _ of [1, 2]) expect((await logout(own.str('refreshToken'))).status).toBe(204)
    expect([await me(own), (await refresh(own)).code]).toEqual([401, 'invalid_refresh_token'])
    expect([await me(other), await canRefresh(other)]).toEqual([200, true])
  })

  it.each(['nobody-knows-this', 'a.b.c', '%00', 'é', "' OR 1=1 --"])('with %j is 204', async (token) => {
    const gone = await logout(token)
    expect([gone.status, gone.text]).toEqual([204, ''])
  })

  it('works while the password must be changed', async () => {
    const session = await login((await account(world, { mustChangePassword: true })).email)
    expect((await logout(session.str('refreshToken'))).status).toBe(204)
    expect(await me(session)).toBe(401)
  })
})

describe('disabling a user', () => {
  it('ends every session of theirs for good, and none of others', async () => {
    const { id, email } = await account(world)
    const [own, other] = [[await login(email), await login(email), await login(email)], await login()]
    expect(await Promise.all(own.map(me))).toEqual([200, 200, 200])
    for (const status of ['DISABLED', 'ACTIVE']) {
      await admin.patch(`/api/users/${id}`, { status })
      expect([status, await Promise.all(own.map(me)), await me(other)]).toEqual([status, [401, 401, 401], 200])
    }
    expect(await Promise.all(own.map(canRefresh))).toEqual([false, false, false])
    expect((await login(email)).status).toBe(200)
  })
})

describe('a change of password', () => {
  it('ends every other session and refresh token; the own access token goes on, with a new refresh token', async () => {
    const { email } = await account(world)
    const [own, ...others] = [await login(email), await login(email), await login(email)]
    const change = (currentPassword: string) => {
      const body = { currentPassword, newPassword: OTHER_PASSWORD }
      return anonymous.post('/api/auth/change-password', body, bearer(own.str('accessToken')))
    }
    expect((await change('wrong')).code).toBe('invalid_current_password')
    expect(await Promise.all([own, ...others].map(me))).toEqual([200, 200, 200])
    const changed = await change(PASSWORD)
    expect(await Promise.all([changed, own, ...others].map(me))).toEqual([200, 200, 401, 401])
    expect(await Promise.all([own, ...others].map(canRefresh))).toEqual([false, false, false])
    expect(await canRefresh(changed)).toBe(true)
  })
})

describe('tidying up', () => {
  it('deletes the links whose time is long over, and no other', async () => {
    const { id } = await account(world)
    await outstandingLink(world, id, { kind: 'PASSWORD_RESET' })
    const links = async () => (await db.query('SELECT FROM one_time_links WHERE user_id = $1', [id])).rowCount
    // The links are moved into the past, for the clock of all the suites on this database is the present.
    const expireAt = (moment: number) =>
      db.query('UPDATE one_time_links SET expires_at = $2 WHERE user_id = $1', [id, new Date(moment)])
    await expireAt(begin - DAY_MS / 2)
    await tidy(api.deps.db, new Date(begin))
    expect(await links()).toBe(1)
    await expireAt(begin - 2 * DAY_MS)
    await tidy(api.deps.db, new Date(begin))
    expect(await links()).toBe(0)
  })

  it('deletes the sessions that are over, and none that could go on', async () => {
    const [resting, over] = [await login(), await later(-32 * DAY_MS, () => login())]
    const sessions = async () =>
      (await db.query<{ id: string }>('SELECT id FROM sessions WHERE org_id = $1', [world.orgId])).rows.length
    await db.query(`UPDATE sessions SET created_at = now() - interval '32 days' WHERE org_id = $1`, [world.orgId])
    const before = await sessions()
    await tidy(api.deps.db, new Date(begin))
    expect(await sessions()).toBeLessThan(before)
    expect([await me(resting), await canRefresh(resting)]).toEqual([200, true])
    expect([await me(over), await canRefresh(over)]).toEqual([401, false])
  })
})
