import { DB_LIMITS } from '@latchkey/shared/db/client'
import { expect, it } from 'vitest'
import { many } from '../support/answers.ts'
import { fakeTransport } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { holding } from '../support/races.ts'
import { createWorld, unique } from '../support/world.ts'

const { pool, api, world, admin, startWorker, jobsOf } = await mailDatabase({}, DB_LIMITS)
const other = await createWorld(pool)
const elsewhere = await api.as(other.orgId, await other.user({ roles: ['org_admin'] }))

const invite = async (http: typeof admin) => {
  const email = `${unique('invited')}@example.test`
  const made = await http.post('/api/users', { email, name: 'Invited', sendInvite: true })
  return { id: made.str('id'), email }
}

it('a lock held on the invites of one org holds up no mail of another, and none for good', {
  timeout: 60_000,
}, async () => {
  const held = await many(12, () => invite(admin))
  const transport = fakeTransport()
  const receivers = () => transport.sent.map(({ to }) => to.address)
  await holding(pool, 'SELECT FROM invites WHERE org_id = $1 FOR UPDATE', [world.orgId], async () => {
    const stop = await startWorker(transport)
    const { email } = await invite(elsewhere)
    await expect.poll(receivers, { timeout: 25_000, interval: 50 }).toEqual([email])
    await stop()
  })
  const states = await Promise.all(held.map(async ({ id }) => (await jobsOf(id)).map(({ state }) => state)))
  expect(states.flat().every((state) => state === 'created' || state === 'retry')).toBe(true)
})
