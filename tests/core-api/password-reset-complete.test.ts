import { afterAll, describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, many, problemOf, refusalOf, tally } from '../support/answers.ts'
import { inbox } from '../support/inbox.ts'
import { fakeTransport, tokenIn } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { movedClock } from '../support/moved-clock.ts'
import { unique } from '../support/world.ts'

const MINUTE_MS = 60 * 1000
const { clock, later } = movedClock()
const { pool: db, api, world, admin, startWorker, untilIdle } = await mailDatabase({ clock })
const { anonymous } = api
const transport = fakeTransport()
const { textsTo, tokenTo } = inbox(transport)
const stop = await startWorker(transport)
afterAll(() => stop())

const ask = (email: string) => anonymous.post('/api/auth/password-reset', { email })
const complete = (token: string, password = OTHER_PASSWORD) =>
  anonymous.post('/api/auth/password-reset/complete', { token, password })
const login = (email: string, password = PASSWORD) => anonymous.post('/api/auth/login', { email, password })
const address = () => `${unique('reset')}@example.test`

/** Somebody with an outstanding link, and the token that reached them. */
async function loser() {
  const { id, email } = await account(world)
  await ask(email)
  return { id, email, token: await tokenTo(email, 'reset-password') }
}

describe('a link to a new password', () => {
  const me = async (accessToken: string) => (await anonymous.get('/api/auth/me', bearer(accessToken))).status

  it('with a weak password is told so, and stays usable', async () => {
    const { email, token } = await loser()
    const session = await login(email)
    for (const weak of ['short', 'password1234', email]) {
      expect(refusalOf(await complete(token, weak))).toEqual([400, 'weak_password', '/password'])
    }
    expect([await me(session.str('accessToken')), (await complete(token)).status]).toEqual([200, 200])
  })

  it('sets the password and signs in; every session from before ends, and the old password with them', async () => {
    const { id, email, token } = await loser()
    const [session, other] = [await login(email), await login(email)]
    await db.query('UPDATE users SET must_change_password = true WHERE id = $1', [id])
    const done = await complete(token)
    expect(done.status).toBe(200)
    expect(Object.keys(Object(done.body)).toSorted()).toEqual(Object.keys(Object(session.body)).toSorted())
    expect(done.at('user')).toEqual({ ...Object(session.at('user')), mustChangePassword: false })
    expect(await me(done.str('accessToken'))).toBe(200)
    for (const old of [session, other]) {
      const again = await anonymous.post('/api/auth/refresh', { refreshToken: old.str('refreshToken') })
      expect([await me(old.str('accessToken')), again.code]).toEqual([401, 'invalid_refresh_token'])
    }
    expect([(await login(email)).status, (await login(email, OTHER_PASSWORD)).status]).toEqual([401, 200])
  })
})

const refusedProblem = problemOf(await complete('nobody-knows-this'))
const changePassword = async ({ id }: { readonly id: string }) => {
  const self = await api.as(world.orgId, id)
  return self.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword: 'four-herons-guard-a-gate' })
}

type Loser = Awaited<ReturnType<typeof loser>>
const BAD: [what: string, spoil: (who: Loser) => Promise<unknown>][] = [
  ['was used', ({ token }) => complete(token)],
  [
    'is older than another one',
    async ({ email }) => {
      await ask(email)
      await tokenTo(email, 'reset-password', 2)
    },
  ],
  ['is of somebody who changed the password since', changePassword],
  [
    'is of somebody whose address changed since',
    async ({ id, email }) => {
      const next = address()
      await admin.patch(`/api/users/${id}`, { email: next })
      const token = await tokenTo(next, 'confirm-email')
      expect((await anonymous.post('/api/auth/email/confirm', { token })).status).toBe(204)
      expect((await login(email)).status).toBe(401)
    },
  ],
  ['is of somebody disabled', ({ id }) => admin.patch(`/api/users/${id}`, { status: 'DISABLED' })],
  [
    'is of somebody disabled and enabled again',
    async ({ id }) => {
      for (const status of ['DISABLED', 'ACTIVE']) await admin.patch(`/api/users/${id}`, { status })
    },
  ],
]

describe('a link to a new password is refused in the same words when its token', () => {
  it.each(BAD)('%s', async (_, spoil) => {
    const who = await loser()
    await spoil(who)
    const refused = await complete(who.token, 'eight-rafts-cross-the-lake')
    expect(answerOf(refused)).toEqual([400, 'reset_invalid'])
    expect(problemOf(refused)).toEqual(refusedProblem)
  })

  it.each([
    [30 * MINUTE_MS - 1, 200],
    [30 * MINUTE_MS, 400],
  ])('is %d ms old: %d', async (age, status) => {
    const { token } = await loser()
    const reply = await later(age, () => complete(token))
    expect(reply.status).toBe(status)
    if (status === 400) expect(problemOf(reply)).toEqual(refusedProblem)
  })

  it('is one to confirm an address, or changed by a letter', async () => {
    const { id, token } = await loser()
    const next = address()
    await admin.patch(`/api/users/${id}`, { email: next })
    const another = await tokenTo(next, 'confirm-email')
    for (const bad of [another, `${token}x`, token.slice(0, -1)]) {
      expect(problemOf(await complete(bad))).toEqual(refusedProblem)
    }
    expect((await complete(token)).status).toBe(200)
  })
})

describe('at the same moment', () => {
  it('one of two completes with one token wins', async () => {
    const { email, token } = await loser()
    const wanted = ['first-of-two-wins-this', 'second-of-two-wins-that']
    const replies = await Promise.all(wanted.map((password) => complete(token, password)))
    expect(tally(replies)).toEqual({ 200: 1, '400 reset_invalid': 1 })
    const isIn = await Promise.all(wanted.map(async (password) => (await login(email, password)).status === 200))
    expect(isIn).toEqual(replies.map(({ status }) => status === 200))
  })

  it('of a reset and a change of password one wins', async () => {
    for (let round = 0; round < 6; round += 1) {
      const who = await loser()
      const [reset, change] = await Promise.all([complete(who.token), changePassword(who)])
      expect(tally([reset, change])).toEqual(
        reset.status === 200 ? { 200: 1, [`${change.status} ${change.code}`]: 1 } : { 200: 1, '400 reset_invalid': 1 },
      )
      expect((await login(who.email, OTHER_PASSWORD)).status).toBe(reset.status === 200 ? 200 : 401)
    }
  })

  it('ten who ask for a link to one account leave one that counts', async () => {
    const { id, email } = await account(world)
    const replies = await many(10, () => admin.post(`/api/users/${id}/password-reset`))
    expect(tally(replies)).toEqual({ 202: 10 })
    await untilIdle()
    const tokens = textsTo(email, 'reset-password').map(tokenIn)
    const statuses = await Promise.all(tokens.map(async (token) => (await complete(token)).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })
})
