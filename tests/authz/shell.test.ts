import { createApp } from '@latchkey/authz/app'
import { createFacts } from '@latchkey/authz/facts/facts'
import { createCallers } from '@latchkey/authz/http/known-callers'
import { createLatchkeyPoint } from '@latchkey/authz/latchkey-point'
import { authzPool, ownerPool } from '../support/database.ts'
import { keptLog, type ShellSubject } from '../support/shell.ts'
import { describeAnswers } from '../support/shell-answers.ts'
import { describeRefusals } from '../support/shell-refusals.ts'
import { describeRequests } from '../support/shell-requests.ts'
import { describeShutdown } from '../support/shell-shutdown.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const key = 'the-key-of-the-shell'
const { logger, lines } = keptLog('authz')
const point = createLatchkeyPoint(createFacts(authzPool()))
const settings = { callers: createCallers([{ name: 'tests', key }]), publicUrl: 'http://authz.test' }
const { fetch } = createApp({ ...settings, point, logger })
const failing = keptLog('authz')
const unforeseen = async (): Promise<never> => {
  throw new Error('unforeseen')
}
const broken = createApp({ ...settings, point: { ...point, evaluate: unforeseen }, logger: failing.logger })

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
await describeAnswers({
  ...subject,
  broken: { fetch: broken.fetch, lines: failing.lines },
  secrets: [key],
  who: { caller: 'tests' },
  headers: {},
})
