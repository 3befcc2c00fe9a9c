import { describe, expect, it } from 'vitest'
import { account, bearer, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { invited as withToken } from '../support/people-examples.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
let ahead = 0
const clock = () => new Date(Date.now() + ahead)
const api = await testCoreApi({ clock })
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
const viewer = await api.as(world.orgId, await world.user({ roles: ['viewer'] }))
const DAY_MS = 24 * 60 * 60 * 1000

const mail = () => `${unique('invited')}@example.test`
const invite = (userId: string) => `/api/users/${userId}/invite`
const accept = (token: string, password = PASSWORD, name?: string) =>
  api.anonymous.post('/api/auth/invites/accept', { token, password, ...(name && { name }) })
const jobsOf = async (inviteId: unknown) =>
  (await db.query(`SELECT data FROM pgboss.job WHERE data->>'inviteId' = $1`, [inviteId])).rows
const invalid = [400, 'invite_invalid']

async function newcomer() {
  const made = await admin.post('/api/users', { email: mail(), name: 'Newcomer', sendInvite: true })
  expect([made.status, made.at('status')]).toEqual([201, 'INVITED'])
  return made.str('id')
}

describe('an invite', () => {
  it('is pending for seven days, and its mail is queued with it', async () => {
    const reply = await admin.get(invite(await newcomer()))
    expect(reply.body).toMatchObject({ status: 'PENDING', mail: { state: 'QUEUED', attempts: 0 } })
    const days = (Date.parse(reply.str('expiresAt')) - clock().getTime()) / DAY_MS
    expect(days).toBeGreaterThan(6.9)
    expect(days).toBeLessThanOrEqual(7)
    expect(await jobsOf(reply.at('id'))).toHaveLength(1)
  })

  it('is not made for somebody who has a password', async () => {
    const made = await admin.post('/api/users', { email: mail(), name: 'N', sendInvite: true, password: PASSWORD })
    expect(made.body).toMatchObject({ status: 'ACTIVE', mustChangePassword: true })
    expect((await admin.get(invite(made.str('id')))).status).toBe(404)
  })

  it('is accepted once: the password is set, the user ACTIVE and signed in', async () => {
    const { userId, token } = await withToken(api, world)
    const session = await accept(token, PASSWORD, 'Chosen')
    expect(session.status).toBe(200)
    expect(session.at('user')).toMatchObject({
      id: userId,
      name: 'Chosen',
      status: 'ACTIVE',
      mustChangePassword: false,
    })
    expect((await api.anonymous.get('/api/auth/me', bearer(session.str('accessToken')))).status).toBe(200)
    expect((await admin.get(invite(userId))).at('status')).toBe('ACCEPTED')
    const again = await accept(token)
    expect(answerOf(again)).toEqual(invalid)
  })

  it('is accepted by one of two at the same moment', async () => {
    const { token } = await withToken(api, world)
    const replies = await Promise.all([accept(token), accept(token)])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 400])
  })

  it('survives a weak password', async () => {
    const { token } = await withToken(api, world)
    expect((await accept(token, 'password1234')).code).toBe('weak_password')
    expect((await accept(token)).status).toBe(200)
  })

  it('is EXPIRED after seven days, and a new one is not hindered by it', async () => {
    const { userId, token } = await withToken(api, world)
    ahead = 7 * DAY_MS + 1_000
    const late = await accept(token)
    const state = (await admin.get(invite(userId))).at('status')
    ahead = 0
    expect([...answerOf(late), state]).toEqual([...invalid, 'EXPIRED'])
    expect((await admin.post(invite(userId))).at('status')).toBe('PENDING')
  })

  it('sent again is the same row with another token: the one before is worth nothing', async () => {
    const { userId, token } = await withToken(api, world)
    const before = await admin.get(invite(userId))
    const again = await admin.post(invite(userId))
    expect([again.status, again.at('id'), again.at('status')]).toEqual([200, before.at('id'), 'PENDING'])
    expect(Object.keys(Object(again.body)).toSorted()).toEqual(['expiresAt', 'id', 'status'])
    expect((await accept(token)).code).toBe('invite_invalid')
    expect(await jobsOf(before.at('id'))).toHaveLength(1)
  })

  it('revoked cannot be accepted, and can be sent again', async () => {
    const { userId, token } = await withToken(api, world)
    expect((await admin.delete(invite(userId))).status).toBe(204)
    expect((await accept(token)).code).toBe('invite_invalid')
    expect((await admin.get(invite(userId))).at('status')).toBe('REVOKED')
    expect((await admin.delete(invite(userId))).status).toBe(204)
    expect((await admin.post(invite(userId))).at('status')).toBe('PENDING')
  })

  it.each(['garbage', 'x'.repeat(500), '%00'])('is not accepted by %j', async (token) => {
    const reply = await accept(token)
    expect(answerOf(reply)).toEqual(invalid)
  })
})

describe('somebody who needs no invite', () => {
  it('ACTIVE is 409 user_active, DISABLED 409 user_disabled', async () => {
    const active = await admin.post(invite(await world.user()))
    const disabled = await admin.post(invite(await world.user({ status: 'DISABLED' })))
    expect([...answerOf(active), disabled.status, disabled.code]).toEqual([
      ...[409, 'user_active'],
      ...[409, 'user_disabled'],
    ])
    expect((await admin.delete(invite(await world.user()))).status).toBe(204)
  })
})

describe('disabling somebody who was invited', () => {
  it('revokes the invite; enabled again, they are INVITED and can be invited again', async () => {
    const userId = await newcomer()
    await admin.patch(`/api/users/${userId}`, { status: 'DISABLED' })
    expect((await admin.get(invite(userId))).at('status')).toBe('REVOKED')
    expect((await admin.patch(`/api/users/${userId}`, { status: 'ACTIVE' })).at('status')).toBe('INVITED')
    expect((await admin.post(invite(userId))).status).toBe(200)
  })
})

describe('who may invite', () => {
  it('needs users.write, and users.read to look', async () => {
    const { userId } = await withToken(api, world)
    expect((await viewer.get(invite(userId))).status).toBe(200)
    expect((await viewer.post(invite(userId))).status).toBe(403)
    expect((await viewer.delete(invite(userId))).status).toBe(403)
    const { id } = await account(await createWorld(db))
    expect((await admin.post(invite(id))).status).toBe(404)
  })
})

describe('the database', () => {
  it('holds the hash of a token only', async () => {
    const { token } = await withToken(api, world)
    const { rows } = await db.query<{ row: string }>('SELECT t::text AS row FROM invites t WHERE org_id = $1', [
      world.orgId,
    ])
    for (const { row } of rows) {
      expect(row).not.toContain(token)
      expect(row).not.toContain(Buffer.from(token).toString('hex'))
    }
  })
})
