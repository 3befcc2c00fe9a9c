import { deliverInvite } from '@latchkey/core-api/mail/deliver'
import type { InviteJob } from '@latchkey/core-api/mail/queue'
import { describe, expect, inject, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { delivery, fakeTransport, PUBLIC_URL, tokenIn } from '../support/mail.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const api = await testCoreApi()
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
const transport = fakeTransport()
const deliver = delivery(inject('databaseUrl'), transport)

const create = async (name = 'Newcomer') => {
  const made = await admin.post('/api/users', { email: `${unique('mail')}@example.test`, name, sendInvite: true })
  return { userId: made.str('id'), email: made.str('email') }
}
const inviteOf = (userId: string) => admin.get(`/api/users/${userId}/invite`)
const jobOf = async (userId: string): Promise<InviteJob> => {
  const sql = `SELECT org_id AS "orgId", id AS "inviteId", generation FROM invites WHERE user_id = $1`
  const { rows } = await db.query<InviteJob>(sql, [userId])
  const [job] = rows
  if (job === undefined) throw new Error('no invite')
  return job
}
const sentTo = (email: string) => transport.sent.filter(({ to }) => to.address === email)
const accept = (token: string) => api.anonymous.post('/api/auth/invites/accept', { token, password: PASSWORD })

describe('a mail', () => {
  it('holds a link that can be accepted, and then stands as SENT', async () => {
    const { userId, email } = await create()
    await deliverInvite(deliver, await jobOf(userId), false)
    const [mail] = sentTo(email)
    expect(mail?.text).toContain(`${PUBLIC_URL}/accept-invite?token=`)
    expect((await inviteOf(userId)).at('mail')).toEqual({ state: 'SENT', attempts: 1 })
    expect((await accept(tokenIn(mail?.text ?? ''))).status).toBe(200)
  })

  it('that cannot be sent is tried again, and FAILED after the last try', async () => {
    const { userId } = await create()
    const job = await jobOf(userId)
    transport.failing = true
    await expect(deliverInvite(deliver, job, false)).rejects.toThrow('down')
    expect((await inviteOf(userId)).at('mail')).toEqual({ state: 'QUEUED', attempts: 1 })
    await expect(deliverInvite(deliver, job, true)).rejects.toThrow('down')
    transport.failing = false
    expect((await inviteOf(userId)).at('mail')).toEqual({ state: 'FAILED', attempts: 2 })
  })

  it('that was sent is not sent again when its job comes back', async () => {
    const { userId, email } = await create()
    const job = await jobOf(userId)
    await deliverInvite(deliver, job, false)
    await deliverInvite(deliver, job, false)
    expect(sentTo(email)).toHaveLength(1)
  })

  it('of an invite that was sent again, revoked or overtaken is dropped', async () => {
    const { userId, email } = await create()
    const old = await jobOf(userId)
    await admin.post(`/api/users/${userId}/invite`)
    await deliverInvite(deliver, old, false)
    await admin.delete(`/api/users/${userId}/invite`)
    await deliverInvite(deliver, await jobOf(userId), false)
    expect(sentTo(email)).toEqual([])
  })
})

describe('the queue', () => {
  it('holds no job of what was rolled back', async () => {
    const before = await db.query('SELECT 1 FROM pgboss.job')
    const { db: client, mailQueue } = api.deps
    const job = { orgId: world.orgId, inviteId: unique('none'), generation: 1 }
    const rolledBack = client.$transaction(async (tx) => {
      await mailQueue.enqueueInvite(tx, job)
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')
    const { rows } = await db.query(`SELECT 1 FROM pgboss.job WHERE data->>'inviteId' = $1`, [job.inviteId])
    expect(rows).toEqual([])
    expect(before.rows).toBeDefined()
  })
})
