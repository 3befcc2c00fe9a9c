import { createMailQueue, startJobs } from '@latchkey/core-api/mail/queue'
import { createDb } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'

// Commits an invite with its mail, says so, and then waits to be killed: no worker runs here.
const [url = '', orgId = '', userId = ''] = process.argv.slice(2)
const db = createDb(url, 2)
const queue = createMailQueue(await startJobs(url, createLogger('core-api', 'silent')))
const expiresAt = new Date(Date.now() + 60 * 60 * 1000)
const inviteId = await db.$transaction(async (tx) => {
  const { id } = await tx.invite.create({ data: { orgId, userId, expiresAt } })
  await queue.enqueue(tx, 'invite-mails', { orgId, inviteId: id, generation: 1 })
  return id
})
process.stdout.write(`${inviteId}\n`)
