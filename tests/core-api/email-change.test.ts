import { afterAll, describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, MUST_CHANGE_PASSWORD, tally } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { inbox } from '../support/inbox.ts'
import { eventually, fakeTransport } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { unique } from '../support/world.ts'

const { pool: db, api, world, admin, startWorker, untilIdle } = await mailDatabase()
const { anonymous } = api
const transport = fakeTransport()
const { textsTo, tokenTo } = inbox(transport)
const stop = await startWorker(transport)
afterAll(() => stop())

const address = () => `${unique('address')}@example.test`
const login = (email: string) => anonymous.post('/api/auth/login', { email, password: PASSWORD })
const confirm = (token: string) => anonymous.post('/api/auth/email/confirm', { token })
const userOf = async (id: string) => (await admin.get(`/api/users/${id}`)).body
const patch = (id: string, body: object) => admin.patch(`/api/users/${id}`, body)
const ask = async (id: string, email: string, password = PASSWORD) =>
  (await api.as(world.orgId, id)).post('/api/auth/email', { email, password })
/** Somebody whose address is to change, and the token that reached the new one. */
async function changing() {
  const { id, email } = await account(world)
  const next = address()
  await patch(id, { email: next })
  return { id, email, next, token: await tokenTo(next, 'confirm-email') }
}

const WAYS: [who: string, send: (id: string, email: string) => Promise<unknown[]>][] = [
  [
    'oneself',
    async (id, email) => {
      const { status, text } = await ask(id, email)
      return [status, text]
    },
  ],
  [
    'an admin',
    async (id, email) => {
      const { status, at } = await patch(id, { email })
      return [status, at('pendingEmail')]
    },
  ],
]

describe.each(WAYS)('an address changed by %s', (who, send) => {
  it('is pending until the link is confirmed that only the new one gets; then it counts', async () => {
    const { id, email } = await account(world)
    const next = address()
    expect(await send(id, ` ${next.toUpperCase()} `)).toEqual(who === 'oneself' ? [202, '{}'] : [200, next])
    const before = await userOf(id)
    expect(before).toMatchObject({ email, pendingEmail: next })
    const listed = await admin.get(`/api/users?q=${email}`)
    expect(listed.items('pendingEmail')).toEqual([next])
    const token = await tokenTo(next, 'confirm-email')
    await untilIdle()
    expect([textsTo(next).length, textsTo(email).length]).toEqual([1, 1])
    expect(textsTo(email)[0]).not.toMatch(/https?:|token/)
    expect([(await login(email)).status, (await login(next)).status]).toEqual([200, 401])
    const confirmed = await confirm(token)
    expect([confirmed.status, confirmed.text]).toEqual([204, ''])
    const { pendingEmail: _, ...rest } = Object(before)
    expect(await userOf(id)).toEqual({ ...rest, email: next })
    expect([(await login(email)).status, (await login(next)).status]).toEqual([401, 200])
  })

  it('that somebody in the org has is refused at once, in any case of letters', async () => {
    const { id } = await account(world)
    const taken = (await account(world, { status: 'DISABLED' })).email
    const refused =
      who === 'oneself' ? await ask(id, taken.toUpperCase()) : await patch(id, { email: taken.toUpperCase() })
    expect(answerOf(refused)).toEqual([409, 'email_exists'])
    expect(await userOf(id)).not.toHaveProperty('pendingEmail')
  })

  it('to the present one withdraws what was pending', async () => {
    const { id, email, token } = await changing()
    await send(id, email)
    expect(await userOf(id)).not.toHaveProperty('pendingEmail')
    expect(answerOf(await confirm(token))).toEqual([400, 'confirmation_invalid'])
  })

  it('is written down when it is asked for and when it is confirmed', async () => {
    const { id, email } = await account(world)
    const next = address()
    await send(id, next)
    await confirm(await tokenTo(next, 'confirm-email'))
    const statement = 'SELECT action, before, after FROM audit_events WHERE target_id = $1 ORDER BY id'
    expect((await db.query(statement, [id])).rows).toEqual([
      { action: 'user.email_change_requested', before: { email }, after: { email, pendingEmail: next } },
      { action: 'user.email_changed', before: { email }, after: { email: next } },
    ])
  })
})

describe('the own address', () => {
  it('needs the own password', async () => {
    const { id } = await account(world)
    expect(answerOf(await ask(id, address(), 'not the password'))).toEqual([400, 'invalid_current_password'])
    expect((await ask(id, address())).status).toBe(202)
  })

  it('is changed with the password only ten times wrong', async () => {
    const { id } = await account(world)
    const replies = []
    for (let time = 0; time < 11; time += 1) replies.push(await ask(id, address(), 'not the password'))
    expect(tally(replies)).toEqual({ '400 invalid_current_password': 10, '429 too_many_attempts': 1 })
  })

  it('stays while the password must be changed', async () => {
    const { id } = await account(world, { mustChangePassword: true })
    expect(answerOf(await ask(id, address()))).toEqual(MUST_CHANGE_PASSWORD)
  })

  it('is not changed as that of another: 403 self_change', async () => {
    const { id, email } = await account(world, { roles: ['org_admin'] })
    const self = await api.as(world.orgId, id)
    for (const wanted of [address(), email]) {
      expect(answerOf(await self.patch(`/api/users/${id}`, { email: wanted }))).toEqual([403, 'self_change'])
    }
  })
})

describe('the address of somebody', () => {
  it('INVITED changes at once: the link sent before ends, and the new address gets another', async () => {
    const [email, next] = [address(), address()]
    const id = (await admin.post('/api/users', { email, name: 'Invited', sendInvite: true })).str('id')
    const old = await tokenTo(email, 'accept-invite')
    const changed = await patch(id, { email: next })
    expect([changed.status, changed.at('email'), changed.at('pendingEmail')]).toEqual([200, next, undefined])
    const accept = (token: string) => anonymous.post('/api/auth/invites/accept', { token, password: PASSWORD })
    expect((await accept(old)).code).toBe('invite_invalid')
    expect((await accept(await tokenTo(next, 'accept-invite'))).at('user.email')).toBe(next)
    expect(textsTo(email)).toHaveLength(1)
  })

  it('INVITED stays when it is taken, and so does the link', async () => {
    const email = address()
    const id = (await admin.post('/api/users', { email, name: 'Invited', sendInvite: true })).str('id')
    const token = await tokenTo(email, 'accept-invite')
    expect(answerOf(await patch(id, { email: (await account(world)).email }))).toEqual([409, 'email_exists'])
    expect((await anonymous.post('/api/auth/invites/accept', { token, password: PASSWORD })).status).toBe(200)
  })

  it('DISABLED does not change, unless they are enabled by the same request', async () => {
    const { id } = await account(world, { status: 'DISABLED' })
    const next = address()
    expect(answerOf(await patch(id, { email: next }))).toEqual([409, 'user_disabled'])
    const enabled = await patch(id, { email: next, status: 'ACTIVE' })
    expect([enabled.status, enabled.at('pendingEmail')]).toEqual([200, next])
    expect(answerOf(await patch(id, { email: address(), status: 'DISABLED' }))).toEqual([409, 'user_disabled'])
    expect((await admin.get(`/api/users/${id}`)).at('status')).toBe('ACTIVE')
  })
})

describe('somebody who holds less', () => {
  it('changes no address, pending or of somebody INVITED; whoever holds as much does', async () => {
    const lesser = await api.as(world.orgId, await world.user({ roles: ['admin'] }))
    for (const status of ['ACTIVE', 'INVITED'] as const) {
      const { id, email } = await account(world, { roles: ['org_admin'], status })
      const change = (by: Http) => by.patch(`/api/users/${id}`, { email: address() })
      expect(answerOf(await change(lesser))).toEqual([403, 'grant_exceeds_authority'])
      expect(await userOf(id)).toMatchObject({ email })
      expect((await change(admin)).status).toBe(200)
    }
  })

  it('sends a link to a new password and ends sessions all the same', async () => {
    const lesser = await api.as(world.orgId, await world.user({ roles: ['admin'] }))
    const { id } = await account(world, { roles: ['org_admin'] })
    expect((await lesser.post(`/api/users/${id}/password-reset`)).status).toBe(202)
    expect((await lesser.delete(`/api/users/${id}/sessions`)).status).toBe(204)
  })
})

it('the present address is told even when the new one counts before the mail goes out', async () => {
  await stop()
  const { id, email } = await account(world)
  const next = address()
  await patch(id, { email: next })
  await db.query('UPDATE users SET email = $1 WHERE id = $2', [next, id])
  const again = await startWorker(transport)
  await eventually(() => textsTo(email)[0])
  await again()
})
