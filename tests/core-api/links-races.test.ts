import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import { describe, expect, it } from 'vitest'
import { type Account, account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { tally } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Http, Reply } from '../support/http.ts'
import { signingKey } from '../support/keys.ts'
import { outstandingLink } from '../support/links.ts'
import { holding, namedDb, untilHeldBy, untilWaiting } from '../support/races.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const tokens = await createAccessTokens([await signingKey('links')], () => new Date())
const { name: slow, db: slowDb } = namedDb()
/** Two replicas: one alone takes the attempts on an account in turn. */
const { anonymous: second } = await testCoreApi({ db: slowDb, tokens })
const { anonymous: first } = await testCoreApi({ tokens })

type Send = (http: Http) => Promise<Reply>

/** Both have looked at the link, and wait for the row of its user: first the one, then the other. */
async function meet({ id }: Account, one: Send, other: Send): Promise<[Reply, Reply]> {
  const user = 'SELECT FROM users WHERE id = $1 FOR UPDATE'
  return holding(db, user, [id], async ({ name, release }) => {
    const begun = one(first)
    await untilHeldBy(db, name, begun)
    const late = other(second)
    await untilWaiting(db, slow, late)
    await release()
    return Promise.all([begun, late])
  })
}

const resetWith =
  (token: string, password = OTHER_PASSWORD): Send =>
  (http) =>
    http.post('/api/auth/password-reset/complete', { token, password })
const confirmWith =
  (token: string): Send =>
  (http) =>
    http.post('/api/auth/email/confirm', { token })
const login = (email: string, password: string) => first.post('/api/auth/login', { email, password })
const newEmail = () => `${unique('race')}@example.test`

/** A change of password in a session of this user, to a third one. */
async function changing({ email }: Account): Promise<Send> {
  const headers = bearer((await login(email, PASSWORD)).str('accessToken'))
  const body = { currentPassword: PASSWORD, newPassword: 'four-herons-guard-a-gate' }
  return (http) => http.post('/api/auth/change-password', body, headers)
}

describe('a link to a new password', () => {
  it('sets the first of two passwords at once, at two replicas', async () => {
    const who = await account(world)
    const token = await outstandingLink(world, who.id, { kind: 'PASSWORD_RESET' })
    const replies = await meet(who, resetWith(token), resetWith(token, 'second-of-two-wins-that'))
    expect(replies.map(({ status, code }) => [status, code])).toEqual([
      [200, undefined],
      [400, 'reset_invalid'],
    ])
    expect((await login(who.email, OTHER_PASSWORD)).status).toBe(200)
  })

  it('used just before the password is changed counts, and the change does not', async () => {
    const who = await account(world)
    const token = await outstandingLink(world, who.id, { kind: 'PASSWORD_RESET' })
    const [reset, changed] = await meet(who, resetWith(token), await changing(who))
    expect([reset.status, changed.status]).toEqual([200, expect.toBeOneOf([400, 401])])
    expect((await login(who.email, OTHER_PASSWORD)).status).toBe(200)
  })

  it('used just after the password is changed is invalid', async () => {
    const who = await account(world)
    const token = await outstandingLink(world, who.id, { kind: 'PASSWORD_RESET' })
    const [changed, reset] = await meet(who, await changing(who), resetWith(token))
    expect([changed.status, reset.code]).toEqual([200, 'reset_invalid'])
    expect((await login(who.email, OTHER_PASSWORD)).status).toBe(401)
  })

  it('used just after the address is confirmed is invalid', async () => {
    const who = await account(world)
    const next = newEmail()
    const token = await outstandingLink(world, who.id, { kind: 'PASSWORD_RESET' })
    const confirmation = await outstandingLink(world, who.id, { kind: 'EMAIL_CHANGE', email: next })
    const [confirmed, reset] = await meet(who, confirmWith(confirmation), resetWith(token))
    expect([confirmed.status, reset.code]).toEqual([204, 'reset_invalid'])
    expect((await login(next, PASSWORD)).status).toBe(200)
  })
})

describe('a link to confirm an address', () => {
  it('counts once for two at once, at two replicas', async () => {
    const who = await account(world)
    const token = await outstandingLink(world, who.id, { kind: 'EMAIL_CHANGE', email: newEmail() })
    const replies = await meet(who, confirmWith(token), confirmWith(token))
    expect(tally(replies)).toEqual({ 204: 1, '400 confirmation_invalid': 1 })
  })

  it('used just after the password is set by another link is invalid', async () => {
    const who = await account(world)
    const token = await outstandingLink(world, who.id, { kind: 'PASSWORD_RESET' })
    const confirmation = await outstandingLink(world, who.id, { kind: 'EMAIL_CHANGE', email: newEmail() })
    const [reset, confirmed] = await meet(who, resetWith(token), confirmWith(confirmation))
    expect([reset.status, confirmed.code]).toEqual([200, 'confirmation_invalid'])
    expect((await login(who.email, OTHER_PASSWORD)).status).toBe(200)
  })
})
