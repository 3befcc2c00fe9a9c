import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Reply } from '../support/http.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
let ahead = 0
const clock = () => new Date(Date.now() + ahead)
const api = await testCoreApi({ clock })
const { anonymous } = api
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
const DAY_MS = 24 * 60 * 60 * 1000

const login = (email: string, password = PASSWORD) => anonymous.post('/api/auth/login', { email, password })
const refresh = (refreshToken: string) => anonymous.post('/api/auth/refresh', { refreshToken })
const logout = (refreshToken: string) => anonymous.post('/api/auth/logout', { refreshToken })
const me = (session: Reply) => anonymous.get('/api/auth/me', bearer(session.str('accessToken')))
const refused = [401, 'invalid_refresh_token']
const outcome = (reply: Reply) => answerOf(reply)

describe('refreshing', () => {
  it('answers like a sign-in, with the next refresh token', async () => {
    const first = await login((await account(world)).email)
    const next = await refresh(first.str('refreshToken'))
    expect(next.status).toBe(200)
    expect(Object.keys(Object(next.body)).toSorted()).toEqual(Object.keys(Object(first.body)).toSorted())
    expect(next.at('user')).toEqual(first.at('user'))
    expect(next.str('refreshToken')).not.toBe(first.str('refreshToken'))
    expect((await me(next)).status).toBe(200)
  })

  it('works while the password must be changed', async () => {
    const session = await login((await account(world, { mustChangePassword: true })).email)
    expect((await refresh(session.str('refreshToken'))).status).toBe(200)
  })

  it('with a token that was used ends the whole family, and no other session', async () => {
    const { email } = await account(world)
    const [first, other] = [await login(email), await login(email)]
    const next = await refresh(first.str('refreshToken'))
    expect(outcome(await refresh(first.str('refreshToken')))).toEqual(refused)
    expect(outcome(await refresh(next.str('refreshToken')))).toEqual(refused)
    expect([(await me(first)).status, (await me(next)).status, (await me(other)).status]).toEqual([401, 401, 200])
    expect((await refresh(other.str('refreshToken'))).status).toBe(200)
  })

  it('counts once, also when two come at the same moment', async () => {
    const token = (await login((await account(world)).email)).str('refreshToken')
    const replies = await Promise.all(Array.from({ length: 8 }, () => refresh(token)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it.each(['garbage', 'a.b.c', ' ', 'x'.repeat(400)])('with %j is refused', async (token) => {
    expect((await refresh(token)).status).toBeOneOf([400, 401])
    expect((await refresh(`${token.trim()}-`)).code).toBe('invalid_refresh_token')
  })

  it('is over after 30 days', async () => {
    const session = await login((await account(world)).email)
    ahead = 31 * DAY_MS
    const late = await refresh(session.str('refreshToken'))
    ahead = 0
    expect(outcome(late)).toEqual(refused)
  })
})

describe('signing out', () => {
  it('ends the access token and the refresh token at once', async () => {
    const session = await login((await account(world)).email)
    expect((await me(session)).status).toBe(200)
    expect((await logout(session.str('refreshToken'))).status).toBe(204)
    expect((await me(session)).status).toBe(401)
    expect(outcome(await refresh(session.str('refreshToken')))).toEqual(refused)
  })

  it('with a token nobody knows is as good as done', async () => {
    expect((await logout('nobody-knows-this')).status).toBe(204)
  })
})

describe('a change of password', () => {
  it('ends every other session; the own access token goes on, under a new refresh token', async () => {
    const { email } = await account(world)
    const [own, other] = [await login(email), await login(email)]
    const body = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD }
    const changed = await anonymous.post('/api/auth/change-password', body, bearer(own.str('accessToken')))
    expect(changed.status).toBe(200)
    expect([(await me(own)).status, (await me(other)).status, (await me(changed)).status]).toEqual([200, 401, 200])
    expect(outcome(await refresh(other.str('refreshToken')))).toEqual(refused)
    expect(outcome(await refresh(own.str('refreshToken')))).toEqual(refused)
    expect((await refresh(changed.str('refreshToken'))).status).toBe(200)
  })
})

describe('disabling a user', () => {
  it('ends every session for good: enabling does not bring one back', async () => {
    const { id, email } = await account(world)
    const session = await login(email)
    await admin.patch(`/api/users/${id}`, { status: 'DISABLED' })
    expect((await me(session)).status).toBe(401)
    await admin.patch(`/api/users/${id}`, { status: 'ACTIVE' })
    expect((await me(session)).status).toBe(401)
    expect(outcome(await refresh(session.str('refreshToken')))).toEqual(refused)
    expect((await login(email)).status).toBe(200)
  })

  it('is not outlived by a sign-in at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, email } = await account(world)
      const [session] = await Promise.all([login(email), admin.patch(`/api/users/${id}`, { status: 'DISABLED' })])
      await admin.patch(`/api/users/${id}`, { status: 'ACTIVE' })
      if (session.status === 200) expect((await me(session)).status).toBe(401)
      else expect(session.code).toBe('invalid_credentials')
    }
  })
})

describe('the database', () => {
  it('holds no token that could be used', async () => {
    const session = await login((await account(world)).email)
    for (const table of ['refresh_tokens', 'sessions']) {
      const { rows } = await db.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE org_id = $1`, [
        world.orgId,
      ])
      expect(rows.length).toBeGreaterThan(0)
      const hex = Buffer.from(session.str('refreshToken')).toString('hex')
      for (const { row } of rows) expect(row).not.toMatch(new RegExp(`${session.str('refreshToken')}|${hex}`))
    }
  })
})
