import { tidy } from '@latchkey/core-api/operations/housekeeping'
import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Reply } from '../support/http.ts'
import { problemOf } from '../support/problems.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const DAY_MS = 24 * 60 * 60 * 1000
const BEGIN = Date.now()
let now = BEGIN
const api = await testCoreApi({ clock: () => new Date(now) })
const { anonymous } = api
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))

const login = async (email?: string) =>
  anonymous.post('/api/auth/login', { email: email ?? (await account(world)).email, password: PASSWORD })
const refresh = (session: Reply) => anonymous.post('/api/auth/refresh', { refreshToken: session.str('refreshToken') })
const logout = (refreshToken: string) => anonymous.post('/api/auth/logout', { refreshToken })
const me = async (session: Reply) => (await anonymous.get('/api/auth/me', bearer(session.str('accessToken')))).status
const canRefresh = async (session: Reply) => (await refresh(session)).status === 200
const at = async <Result>(moment: number, work: () => Promise<Result>): Promise<Result> => {
  now = moment
  try {
    return await work()
  } finally {
    now = BEGIN
  }
}

describe('a refresh token', () => {
  it.each([
    [30 * DAY_MS - 1, 200],
    [30 * DAY_MS, 401],
    [300 * DAY_MS, 401],
  ])('that rested for %d ms answers %d', async (rested, status) => {
    const session = await login()
    expect((await at(BEGIN + rested, () => refresh(session))).status).toBe(status)
  })

  it('gives 30 days anew each time it is used', async () => {
    let session = await login()
    for (const days of [29, 58, 87]) {
      session = await at(BEGIN + days * DAY_MS, () => refresh(session))
      expect(session.status).toBe(200)
    }
  })

  it.each([0, 1, 2])('that was used ends the family, whichever of the generations before it is: %d', async (used) => {
    const first = await login()
    const second = await refresh(first)
    const third = await refresh(second)
    const last = await refresh(third)
    const family = [first, second, third]
    expect([last.status, await me(last)]).toEqual([200, 200])
    expect((await refresh(family[used] ?? last)).code).toBe('invalid_refresh_token')
    expect([await me(last), await canRefresh(last)]).toEqual([401, false])
  })

  it('tells of the user as they are now', async () => {
    const { id, email } = await account(world, { name: 'Before' })
    const session = await login(email)
    await admin.patch(`/api/users/${id}`, { name: 'After' })
    expect((await refresh(session)).at('user')).toEqual({ ...Object(session.at('user')), name: 'After' })
  })

  it('is refused in the same words whatever is wrong with it', async () => {
    const [used, over, loggedOut] = [await login(), await login(), await login()]
    await refresh(used)
    await logout(loggedOut.str('refreshToken'))
    const problems = [
      await refresh(used),
      await at(BEGIN + 31 * DAY_MS, () => refresh(over)),
      await refresh(loggedOut),
      await anonymous.post('/api/auth/refresh', { refreshToken: 'nobody-knows-this' }),
    ].map(problemOf)
    expect(problems[0]).toMatchObject({ status: 401, code: 'invalid_refresh_token' })
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1)
  })

  it('is no access token, and an access token is no refresh token', async () => {
    const session = await login()
    expect((await anonymous.get('/api/auth/me', bearer(session.str('refreshToken')))).status).toBe(401)
    const body = { refreshToken: session.str('accessToken').slice(0, 200) }
    expect((await anonymous.post('/api/auth/refresh', body)).status).toBe(401)
    expect([await me(session), await canRefresh(session)]).toEqual([200, true])
  })
})

describe('signing out', () => {
  it('ends the own session alone, and may be repeated', async () => {
    const { email } = await account(world)
    const [own, other] = [await login(email), await login(email)]
    for (const _ of [1, 2]) expect((await logout(own.str('refreshToken'))).status).toBe(204)
    expect([await me(own), await canRefresh(own)]).toEqual([401, false])
    expect([await me(other), await canRefresh(other)]).toEqual([200, true])
  })

  it.each(['nobody-knows-this', 'a.b.c', '%00', 'é', "' OR 1=1 --"])('with %j is 204', async (token) => {
    const gone = await logout(token)
    expect([gone.status, gone.text]).toEqual([204, ''])
  })

  it('while the password must be changed works', async () => {
    const session = await login((await account(world, { mustChangePassword: true })).email)
    expect((await logout(session.str('refreshToken'))).status).toBe(204)
    expect(await me(session)).toBe(401)
  })
})

describe('every session there is', () => {
  it('of a user ends when they are disabled; those of others go on', async () => {
    const { id, email } = await account(world)
    const [own, other] = [[await login(email), await login(email), await login(email)], await login()]
    const bySession = async () => Promise.all(own.map(me))
    expect(await bySession()).toEqual([200, 200, 200])
    for (const status of ['DISABLED', 'ACTIVE']) {
      await admin.patch(`/api/users/${id}`, { status })
      expect([status, await bySession(), await me(other)]).toEqual([status, [401, 401, 401], 200])
    }
    expect(await Promise.all(own.map(canRefresh))).toEqual([false, false, false])
  })

  it('but the own ends with a change of password, and none with a change that is refused', async () => {
    const { email } = await account(world)
    const [own, ...others] = [await login(email), await login(email), await login(email)]
    const change = (currentPassword: string) =>
      anonymous.post(
        '/api/auth/change-password',
        { currentPassword, newPassword: OTHER_PASSWORD },
        bearer(own.str('accessToken')),
      )
    expect((await change('wrong')).code).toBe('invalid_current_password')
    expect(await Promise.all([own, ...others].map(me))).toEqual([200, 200, 200])
    expect((await change(PASSWORD)).status).toBe(200)
    expect(await Promise.all([own, ...others].map(me))).toEqual([200, 401, 401])
    expect(await Promise.all([own, ...others].map(canRefresh))).toEqual([false, false, false])
  })
})

describe('tidying up', () => {
  it('takes no session that could go on, and each that cannot', async () => {
    const [resting, over] = [await login(), await at(BEGIN - 32 * DAY_MS, () => login())]
    const sessions = async () =>
      (await db.query<{ id: string }>('SELECT id FROM sessions WHERE org_id = $1', [world.orgId])).rows.length
    await db.query(`UPDATE sessions SET created_at = now() - interval '32 days' WHERE org_id = $1`, [world.orgId])
    const before = await sessions()
    await tidy(api.deps.db, new Date(BEGIN))
    expect(await sessions()).toBeLessThan(before)
    expect([await me(resting), await canRefresh(resting)]).toEqual([200, true])
    expect([await me(over), await canRefresh(over)]).toEqual([401, false])
  })
})
