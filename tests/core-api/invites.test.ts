import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { answerOf } from '../support/answers.ts'
import { invited } from '../support/invited.ts'
import { setScene } from '../support/scene.ts'
import { mailsOf } from '../support/stored.ts'
import { unique } from '../support/world.ts'

const { db, world, admin } = await setScene()

const invite = (userId: string) => `/api/users/${userId}/invite`
const create = (more: object = {}) =>
  admin.post('/api/users', { email: `${unique('invited')}@example.test`, name: 'Newcomer', sendInvite: true, ...more })

describe('an invite', () => {
  it('is PENDING when the user is made, and one mail is queued with it', async () => {
    const made = await create()
    expect([made.status, made.at('status')]).toEqual([201, 'INVITED'])
    const reply = await admin.get(invite(made.str('id')))
    expect(reply.body).toMatchObject({ status: 'PENDING', mail: { state: 'QUEUED', attempts: 0 } })
    expect(await mailsOf(db, world.orgId, reply.str('id'))).toBe(1)
  })

  it('is not made for somebody who has a password', async () => {
    const made = await create({ password: PASSWORD })
    expect(made.body).toMatchObject({ status: 'ACTIVE', mustChangePassword: true })
    expect((await admin.get(invite(made.str('id')))).status).toBe(404)
  })

  it('sent again is the same row, PENDING, with another mail', async () => {
    const { userId, inviteId } = await invited(world)
    const again = await admin.post(invite(userId))
    expect([again.status, again.at('id'), again.at('status')]).toEqual([200, inviteId, 'PENDING'])
    expect(Object.keys(Object(again.body)).toSorted()).toEqual(['expiresAt', 'id', 'status'])
    expect(await mailsOf(db, world.orgId, inviteId)).toBe(1)
  })

  it('is revoked, once or twice, and can be sent again', async () => {
    const { userId } = await invited(world)
    for (const _ of [1, 2]) expect((await admin.delete(invite(userId))).status).toBe(204)
    expect((await admin.get(invite(userId))).at('status')).toBe('REVOKED')
    expect((await admin.post(invite(userId))).at('status')).toBe('PENDING')
  })

  it('is revoked when the user is disabled; enabled again, the user is INVITED and can be invited', async () => {
    const { userId } = await invited(world)
    await admin.patch(`/api/users/${userId}`, { status: 'DISABLED' })
    expect((await admin.get(invite(userId))).at('status')).toBe('REVOKED')
    expect((await admin.patch(`/api/users/${userId}`, { status: 'ACTIVE' })).at('status')).toBe('INVITED')
    expect((await admin.post(invite(userId))).status).toBe(200)
  })

  it.each([
    ['ACTIVE', [409, 'user_active']],
    ['DISABLED', [409, 'user_disabled']],
  ] as const)('of an %s user cannot be sent: %j; there is none to revoke: 204', async (status, refusal) => {
    const path = invite(await world.user({ status }))
    expect(answerOf(await admin.post(path))).toEqual(refusal)
    expect((await admin.delete(path)).status).toBe(204)
  })
})
