import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, many, tally } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import type { Http, Reply } from '../support/http.ts'
import { movedClock } from '../support/moved-clock.ts'
import { setScene } from '../support/scene.ts'

const GRACE_MS = 10_000
const { clock, later } = movedClock()
const { db, world, api, admin } = await setScene({ clock })
/** Another replica, with the same keys and database. */
const other = await testCoreApi({ clock, tokens: api.deps.tokens })
const strict = await testCoreApi({ clock, tokens: api.deps.tokens, refreshGraceMs: 0 })

const login = async () =>
  api.anonymous.post('/api/auth/login', { email: (await account(world)).email, password: PASSWORD })
const refresh = (session: Reply, http: Http = api.anonymous) =>
  http.post('/api/auth/refresh', { refreshToken: session.str('refreshToken') })
const me = async (session: Reply) =>
  (await api.anonymous.get('/api/auth/me', bearer(session.str('accessToken')))).status
const INVALID_TOKEN = [401, 'invalid_refresh_token']
const sessionsOf = async (session: Reply) =>
  (await db.query('SELECT FROM sessions WHERE user_id = $1', [session.str('user.id')])).rowCount

describe('a refresh token that was used', () => {
  it('is answered with a pair of its own to each of twenty at once, over two replicas, all of one session', async () => {
    const first = await login()
    const replies = await many(20, (at) => refresh(first, at % 2 === 0 ? api.anonymous : other.anonymous))
    expect(tally(replies)).toEqual({ 200: 20 })
    expect(new Set(replies.map((reply) => reply.str('refreshToken'))).size).toBe(20)
    for (const reply of replies) expect([await me(reply), (await refresh(reply)).status]).toEqual([200, 200])
    expect(await sessionsOf(first)).toBe(1)
  })

  it.each([
    [0, 200],
    [GRACE_MS - 1, 200],
    [GRACE_MS, 401],
  ])('is answered %d ms after its first use with %d', async (after, status) => {
    const first = await login()
    const second = await refresh(first)
    const again = await later(after, () => refresh(first, other.anonymous))
    expect(again.status).toBe(status)
    const alive = status === 200
    expect([await me(first), await me(second)]).toEqual(alive ? [200, 200] : [401, 401])
    expect((await refresh(second)).status).toBe(status)
  })

  it('has no longer grace for having been answered again within it', async () => {
    const first = await login()
    await refresh(first)
    expect((await later(GRACE_MS - 1, () => refresh(first))).status).toBe(200)
    expect(answerOf(await later(GRACE_MS, () => refresh(first)))).toEqual(INVALID_TOKEN)
  })

  it('ends the session at once where the grace is 0', async () => {
    const first = await login()
    const second = await refresh(first, strict.anonymous)
    expect(second.status).toBe(200)
    expect(answerOf(await refresh(first, strict.anonymous))).toEqual(INVALID_TOKEN)
    expect([await me(second), answerOf(await refresh(second))]).toEqual([401, INVALID_TOKEN])
  })
})

const ENDED: [how: string, end: (session: Reply) => Promise<Reply>][] = [
  [
    'was signed out',
    (session) => api.anonymous.post('/api/auth/logout', { refreshToken: session.str('refreshToken') }),
  ],
  ['is of somebody disabled', (session) => admin.patch(`/api/users/${session.at('user.id')}`, { status: 'DISABLED' })],
  [
    'went on with another password',
    (session) => {
      const body = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD }
      return api.anonymous.post('/api/auth/change-password', body, bearer(session.str('accessToken')))
    },
  ],
]

describe('the grace does not help a token whose session', () => {
  it.each(ENDED)('%s', async (_, end) => {
    const first = await login()
    const second = await refresh(first)
    expect((await end(second)).status).toBeLessThan(300)
    expect(answerOf(await refresh(first))).toEqual(INVALID_TOKEN)
  })
})
