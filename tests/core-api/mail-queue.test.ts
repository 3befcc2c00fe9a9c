import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { hashToken } from '@latchkey/core-api/credentials/opaque-token'
import { expect, it } from 'vitest'
import { many } from '../support/answers.ts'
import { eventually, fakeTransport, mailDirectory, tokenIn } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { unique } from '../support/world.ts'

const { url, api, world, admin, startWorker } = await mailDatabase()

/** Invites somebody, which queues a mail; answers the id of the invite. */
async function invite(name: string): Promise<string> {
  const made = await admin.post('/api/users', { name, email: `${unique('queue')}@example.test`, sendInvite: true })
  return (await admin.get(`/api/users/${made.str('id')}/invite`)).str('id')
}
const inviteOf = (id: string) =>
  api.deps.db.invite.findUniqueOrThrow({ where: { orgId_id: { orgId: world.orgId, id } } })

it('a mail becomes one file named after its invite, with a token whose hash is stored', async () => {
  const files = mailDirectory()
  const id = await invite('Jürgen "x" <other@example.test>')
  const stop = await startWorker(files.transport)
  await eventually(async () => (await inviteOf(id)).mailState === 'SENT' || undefined)
  await stop()
  expect(files.names()).toEqual([`invite-${id}-1.eml`])
  expect((await inviteOf(id)).tokenHash).toEqual(hashToken(tokenIn(files.read(`invite-${id}-1.eml`))))
})

it('each of 25 queued mails is sent once', async () => {
  const transport = fakeTransport()
  const ids = await many(25, (at) => invite(`Newcomer ${at}`))
  const stop = await startWorker(transport)
  await eventually(() => transport.sent.length >= ids.length || undefined)
  await stop()
  expect(transport.sent.map(({ id }) => id).toSorted()).toEqual(ids.map((id) => `invite-${id}-1`).toSorted())
})

/** Runs a process that commits an invite, and kills it before anything could be delivered. */
async function commitAndDie(userId: string): Promise<string> {
  const script = join(import.meta.dirname, '../support/commit-an-invite.ts')
  const args = ['--conditions=source', script, url, world.orgId, userId]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [line] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  expect((await exited)[1]).toBe('SIGKILL')
  return String(line).trim()
}

it('a mail whose process died between commit and delivery is sent by the next worker, once', async () => {
  const inviteId = await commitAndDie(await world.user({ status: 'INVITED' }))
  const transport = fakeTransport()
  const stop = await startWorker(transport)
  const id = `invite-${inviteId}-1`
  await eventually(() => transport.sent.find((mail) => mail.id === id))
  await stop()
  expect(transport.sent.filter((mail) => mail.id === id)).toHaveLength(1)
})
