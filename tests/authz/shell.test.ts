import { createApp } from '@latchkey/authz/app'
import { createFacts } from '@latchkey/authz/facts/facts'
import { createLatchkeyPoint } from '@latchkey/authz/latchkey-point'
import { authzPool, ownerPool } from '../support/database.ts'
import { keptLog, type ShellSubject } from '../support/shell.ts'
import { describeRefusals } from '../support/shell-refusals.ts'
import { describeShutdown } from '../support/shell-shutdown.ts'
import { describeRequests } from '../support/shell-suite.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const key = 'the-key-of-the-shell'
const { logger, lines } = keptLog('authz')
const point = createLatchkeyPoint(createFacts(authzPool()))
const { fetch } = createApp({ point, callers: [{ name: 'tests', key }], publicUrl: 'http://authz.test', logger })

const subject: ShellSubject = {
  fetch,
  lines,
  bodyLimit: 1024 * 1024,
  path: '/authz/check',
  allow: 'POST',
  credentials: `authorization: Bearer ${key}`,
  body: {
    subject: { type: 'user', id: await world.user() },
    action: { name: 'units.read' },
    resource: { type: 'building', id: await world.building() },
  },
  accepted: 200,
}

await describeRequests(subject)
await describeRefusals(subject)
await describeShutdown(subject)
