import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { hashToken } from '@latchkey/core-api/credentials/opaque-token'
import { createMailQueue, startJobs } from '@latchkey/core-api/mail/queue'
import { createDb } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'
import { afterAll, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { suitePool } from '../support/database.ts'
import { eventually, fakeTransport, mailDirectory, startWorker, tokenIn } from '../support/mail.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld } from '../support/world.ts'

const url = await scratchDatabase()
await deploy(url)
const world = await createWorld(suitePool(url))
const db = createDb(url, 3)
const jobs = await startJobs(url, createLogger('core-api', 'silent'))
const queue = createMailQueue(jobs)
afterAll(async () => {
  await jobs.stop({ graceful: false })
  await db.$disconnect()
})

/** Invites somebody of this name, and queues the mail. */
async function invite(name: string): Promise<string> {
  const { orgId } = world
  const userId = await world.user({ name, status: 'INVITED' })
  const expiresAt = new Date(Date.now() + 60_000)
  return db.$transaction(async (tx) => {
    const { id } = await tx.invite.create({ data: { orgId, userId, expiresAt } })
    await queue.enqueueInvite(tx, { orgId, inviteId: id, generation: 1 })
    return id
  })
}

const inviteOf = (id: string) => db.invite.findUniqueOrThrow({ where: { orgId_id: { orgId: world.orgId, id } } })

it('each mail becomes one file, in plain text, whatever a name holds', async () => {
  const files = mailDirectory()
  const id = await invite('Jürgen "x" <other@example.test>')
  const stop = await startWorker(url, files.transport)
  await eventually(async () => (await inviteOf(id)).mailState === 'SENT' || undefined)
  await stop()
  const message = files.read(`invite-${id}-1.eml`)
  const headers = message.slice(0, message.indexOf('\r\n\r\n'))
  expect(headers.match(/^To: .*$/m)?.[0]).not.toContain('<other@example.test>,')
  expect(headers).not.toMatch(/^Bcc:/im)
  expect((await inviteOf(id)).tokenHash).toEqual(hashToken(tokenIn(message)))
})

it('a queue of many mails is worked off without a pause after each', async () => {
  const transport = fakeTransport()
  const ids = await Promise.all(Array.from({ length: 25 }, (_, at) => invite(`Newcomer ${at}`)))
  const stop = await startWorker(url, transport)
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

it('a process that dies between commit and delivery loses no mail: the next worker sends it, once', async () => {
  const inviteId = await commitAndDie(await world.user({ status: 'INVITED' }))
  const transport = fakeTransport()
  const stop = await startWorker(url, transport)
  const id = `invite-${inviteId}-1`
  await eventually(() => transport.sent.find((mail) => mail.id === id))
  await stop()
  expect(transport.sent.filter((mail) => mail.id === id)).toHaveLength(1)
})
