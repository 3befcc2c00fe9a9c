import { afterAll, describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, problemOf, tally } from '../support/answers.ts'
import { inbox } from '../support/inbox.ts'
import { fakeTransport } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { movedClock } from '../support/moved-clock.ts'
import { unique } from '../support/world.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const { clock, later } = movedClock()
const { api, world, admin, startWorker } = await mailDatabase({ clock })
const { anonymous } = api
const transport = fakeTransport()
const { tokenTo } = inbox(transport)
const stop = await startWorker(transport)
afterAll(() => stop())

const address = () => `${unique('address')}@example.test`
const confirm = (token: string) => anonymous.post('/api/auth/email/confirm', { token })
const patch = (id: string, body: object) => admin.patch(`/api/users/${id}`, body)

/** Somebody whose address is to change, and the token that reached the new one. */
async function changing() {
  const { id, email } = await account(world)
  const next = address()
  await patch(id, { email: next })
  return { id, email, next, token: await tokenTo(next, 'confirm-email') }
}

const refusedProblem = problemOf(await confirm('nobody-knows-this'))

type Changing = Awaited<ReturnType<typeof changing>>
const BAD: [what: string, spoil: (who: Changing) => Promise<unknown>][] = [
  ['was used', ({ token }) => confirm(token)],
  [
    'is older than another one',
    async ({ id }) => {
      const other = address()
      await patch(id, { email: other })
      await tokenTo(other, 'confirm-email')
    },
  ],
  [
    'is of somebody who changed the password since',
    async ({ id }) => {
      const self = await api.as(world.orgId, id)
      const body = { currentPassword: PASSWORD, newPassword: 'four-herons-guard-a-gate' }
      expect((await self.post('/api/auth/change-password', body)).status).toBe(200)
    },
  ],
  ['is of somebody disabled', ({ id }) => patch(id, { status: 'DISABLED' })],
  [
    'is of somebody disabled and enabled again',
    async ({ id }) => {
      for (const status of ['DISABLED', 'ACTIVE']) await patch(id, { status })
    },
  ],
]

describe('a confirmation is refused in the same words when its token', () => {
  it.each(BAD)('%s', async (_, spoil) => {
    const who = await changing()
    await spoil(who)
    const refused = await confirm(who.token)
    expect(answerOf(refused)).toEqual([400, 'confirmation_invalid'])
    expect(problemOf(refused)).toEqual(refusedProblem)
  })

  it.each([
    [DAY_MS - 1, 204],
    [DAY_MS, 400],
  ])('is %d ms old: %d; the address is pending as long', async (age, status) => {
    const { id, next, token } = await changing()
    const shown = await later(age, async () => (await admin.get(`/api/users/${id}`)).at('pendingEmail'))
    expect(shown).toBe(status === 204 ? next : undefined)
    expect((await later(age, () => confirm(token))).status).toBe(status)
  })

  it('is one to a new password', async () => {
    const { id, email, token } = await changing()
    await admin.post(`/api/users/${id}/password-reset`)
    expect(problemOf(await confirm(await tokenTo(email, 'reset-password')))).toEqual(refusedProblem)
    expect((await confirm(token)).status).toBe(204)
  })
})

describe('a confirmation', () => {
  it('of an address that somebody took meanwhile is 409, and the present one stays', async () => {
    const { id, email, next, token } = await changing()
    expect((await admin.post('/api/users', { email: next, name: 'Faster' })).status).toBe(201)
    expect(answerOf(await confirm(token))).toEqual([409, 'email_exists'])
    expect((await admin.get(`/api/users/${id}`)).at('email')).toBe(email)
  })

  it('succeeds once when two come at once with one token', async () => {
    const { token } = await changing()
    expect(tally(await Promise.all([confirm(token), confirm(token)]))).toEqual({
      204: 1,
      '400 confirmation_invalid': 1,
    })
  })

  it('succeeds for one of two who want the same address at once', async () => {
    const [first, second] = [await account(world), await account(world)]
    const next = address()
    for (const { id } of [first, second]) await patch(id, { email: next })
    const tokens = [await tokenTo(next, 'confirm-email'), await tokenTo(next, 'confirm-email', 2)]
    expect(tally(await Promise.all(tokens.map(confirm)))).toEqual({ 204: 1, '409 email_exists': 1 })
  })
})
