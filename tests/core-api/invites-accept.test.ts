import { mailHandlers } from '@latchkey/core-api/mail/handlers'
import { describe, expect, inject, it } from 'vitest'
import { bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, many, problemOf, refusalOf, tally } from '../support/answers.ts'
import { delivery, fakeTransport, tokenIn } from '../support/mail.ts'
import { movedClock } from '../support/moved-clock.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const { begin, clock, later } = movedClock()
/** Nothing is queued: another suite's worker would take the mails that are sent here by hand. */
const { world, api, admin } = await setScene({ clock, mailQueue: { enqueue: async () => undefined } })
const transport = fakeTransport()
const send = mailHandlers({ ...delivery(inject('databaseUrl'), transport), clock })

const invite = (userId: string) => `/api/users/${userId}/invite`
const accept = (token: string, more: object = {}) =>
  api.anonymous.post('/api/auth/invites/accept', { token, password: PASSWORD, ...more })
const login = (email: string, password = PASSWORD) => api.anonymous.post('/api/auth/login', { email, password })

/** Sends the mail of the user's invite, and answers the token in the mail. */
async function delivered(userId: string): Promise<string> {
  const row = await api.deps.db.invite.findFirstOrThrow({ where: { orgId: world.orgId, userId } })
  const before = transport.sent.length
  await send['invite-mails']({ orgId: world.orgId, inviteId: row.id, generation: row.generation }, false)
  return tokenIn(transport.sent[before]?.text ?? '')
}

/** Somebody who was invited as an admin does it, and the token that reached them. */
async function newcomer() {
  const email = `${unique('newcomer')}@example.test`
  const made = await admin.post('/api/users', { email, name: 'Newcomer', sendInvite: true })
  const id = made.str('id')
  return { id, email, token: await delivered(id) }
}

const refusedProblem = problemOf(await accept('nobody-knows-this'))

const BAD: [what: string, token: () => Promise<string>][] = [
  ['is unknown', async () => 'x'],
  ['has 500 characters', async () => 'x'.repeat(500)],
  ['is a NUL', async () => '%00'],
  ['is the id of the invite', async () => (await admin.get(invite((await newcomer()).id))).str('id')],
  ['is cut short', async () => (await newcomer()).token.slice(0, -1)],
  ['is longer by a letter', async () => `${(await newcomer()).token}x`],
  [
    'was used',
    async () => {
      const { token } = await newcomer()
      await accept(token)
      return token
    },
  ],
  [
    'was revoked',
    async () => {
      const { id, token } = await newcomer()
      await admin.delete(invite(id))
      return token
    },
  ],
  [
    'was renewed, though the new mail has not gone out',
    async () => {
      const { id, token } = await newcomer()
      await admin.post(invite(id))
      return token
    },
  ],
  [
    'was renewed by a mail that went out',
    async () => {
      const { id, token } = await newcomer()
      await admin.post(invite(id))
      await delivered(id)
      return token
    },
  ],
  [
    'is of somebody disabled',
    async () => {
      const { id, token } = await newcomer()
      await admin.patch(`/api/users/${id}`, { status: 'DISABLED' })
      return token
    },
  ],
  [
    'is of somebody disabled and enabled again',
    async () => {
      const { id, token } = await newcomer()
      for (const status of ['DISABLED', 'ACTIVE']) await admin.patch(`/api/users/${id}`, { status })
      return token
    },
  ],
]

describe('an invite is refused in the same words when its token', () => {
  it.each(BAD)('%s', async (_, token) => {
    const refused = await accept(await token())
    expect(answerOf(refused)).toEqual([400, 'invite_invalid'])
    expect(problemOf(refused)).toEqual(refusedProblem)
  })

  it('is right: then it is accepted', async () => {
    expect((await accept((await newcomer()).token)).status).toBe(200)
  })
})

describe('an invite', () => {
  it.each([
    [7 * DAY_MS - 1, 'PENDING', 200],
    [7 * DAY_MS, 'EXPIRED', 400],
  ])('counts for exactly seven days: at %d ms it is %s, and accepting it is %i', async (age, state, status) => {
    const { id, token } = await newcomer()
    const shown = await admin.get(invite(id))
    expect(shown.at('expiresAt')).toBe(new Date(begin + 7 * DAY_MS).toISOString())
    expect(await later(age, async () => (await admin.get(invite(id))).at('status'))).toBe(state)
    expect((await later(age, () => accept(token))).status).toBe(status)
  })

  it('counts for seven more days when it is sent again, expired or not', async () => {
    for (const age of [DAY_MS, 8 * DAY_MS]) {
      const { id, token } = await newcomer()
      const again = await later(age, () => admin.post(invite(id)))
      expect(again.at('expiresAt')).toBe(new Date(begin + age + 7 * DAY_MS).toISOString())
      const fresh = await later(age, () => delivered(id))
      const late = await later(age + 6 * DAY_MS, async () => [await accept(token), await accept(fresh)])
      expect(late.map(({ status }) => status)).toEqual([400, 200])
    }
  })
})

describe('who accepts an invite', () => {
  it('is ACTIVE and signed in, under the name they chose; the invite is ACCEPTED', async () => {
    const { id, token } = await newcomer()
    const session = await accept(token, { name: 'Chosen' })
    const user = { id, name: 'Chosen', status: 'ACTIVE', mustChangePassword: false }
    expect([session.status, session.at('user')]).toEqual([200, expect.objectContaining(user)])
    expect((await api.anonymous.get('/api/auth/me', bearer(session.str('accessToken')))).status).toBe(200)
    expect((await admin.get(invite(id))).at('status')).toBe('ACCEPTED')
  })

  it('is one of two at the same moment', async () => {
    const { token } = await newcomer()
    const replies = await many(2, () => accept(token))
    expect(tally(replies)).toEqual({ 200: 1, '400 invite_invalid': 1 })
  })

  it('signs in with the chosen password afterwards, and with no other; the name stays unless given', async () => {
    const { id, email, token } = await newcomer()
    expect([(await login(email)).status, (await accept(token)).at('user.name')]).toEqual([401, 'Newcomer'])
    const [right, wrong] = [await login(email), await login(email, OTHER_PASSWORD)]
    expect([right.status, right.at('user.id'), wrong.status]).toEqual([200, id, 401])
    expect((await admin.get(`/api/users/${id}`)).body).toMatchObject({ status: 'ACTIVE', mustChangePassword: false })
  })

  it.each([
    ['a password that is the email', (email: string) => ({ password: email })],
    ['a common password', () => ({ password: 'password1234' })],
    ['a short password', () => ({ password: 'k7#Vq2!mZx9' })],
  ])('with %s is told so, and the token is still good', async (_, body) => {
    const { id, email, token } = await newcomer()
    const refused = await accept(token, body(email))
    expect(refusalOf(refused)).toEqual([400, 'weak_password', '/password'])
    expect((await admin.get(`/api/users/${id}`)).at('status')).toBe('INVITED')
    expect((await accept(token)).status).toBe(200)
  })

  it('at the moment it is revoked is ACTIVE with an ACCEPTED invite, or INVITED with a REVOKED one', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { id, token } = await newcomer()
      const [session] = await Promise.all([accept(token), admin.delete(invite(id))])
      const states = [(await admin.get(invite(id))).at('status'), (await admin.get(`/api/users/${id}`)).at('status')]
      expect(states).toEqual(session.status === 200 ? ['ACCEPTED', 'ACTIVE'] : ['REVOKED', 'INVITED'])
    }
  })
})
