import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { ownerPool } from '../support/database.ts'
import { eventually, fakeTransport, startWorker } from '../support/mail.ts'
import { createWorld } from '../support/world.ts'

const script = join(import.meta.dirname, '../support/commit-an-invite.ts')

/** Runs a process that commits an invite, and kills it before anything could be delivered. */
async function commitAndDie(orgId: string, userId: string): Promise<string> {
  const args = ['--conditions=source', script, inject('databaseUrl'), orgId, userId]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [line] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  expect((await exited)[1]).toBe('SIGKILL')
  return String(line).trim()
}

it('a process that dies between commit and delivery loses no mail: the next worker sends it, once', async () => {
  const world = await createWorld(ownerPool())
  const inviteId = await commitAndDie(world.orgId, await world.user({ status: 'INVITED' }))
  const transport = fakeTransport()
  const stop = await startWorker(transport)
  const id = `invite-${inviteId}-1`
  await eventually(() => transport.sent.find((mail) => mail.id === id))
  await stop()
  expect(transport.sent.filter((mail) => mail.id === id)).toHaveLength(1)
})
