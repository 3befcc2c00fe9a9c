import { createApp } from '@latchkey/core-api/app'
import { createMetrics } from '@latchkey/shared/http/metrics'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { keptLog, type ShellSubject } from '../support/shell.ts'
import { describeRefusals } from '../support/shell-refusals.ts'
import { describeShutdown } from '../support/shell-shutdown.ts'
import { describeRequests } from '../support/shell-suite.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const { deps } = await testCoreApi()
const userId = await world.user({ roles: ['org_admin'] })
const { id: sessionId } = await deps.db.session.create({ data: { orgId: world.orgId, userId } })
const token = await deps.tokens.sign({ userId, orgId: world.orgId, sessionId })
const { logger, lines } = keptLog('core-api')

const subject: ShellSubject = {
  fetch: createApp({ ...deps, logger, metrics: createMetrics('core-api') }).fetch,
  lines,
  bodyLimit: 256 * 1024,
  path: '/api/org/buildings',
  allow: 'GET, HEAD, POST',
  credentials: `authorization: Bearer ${token}`,
  body: { name: 'Shell' },
  accepted: 201,
}

await describeRequests(subject)
await describeRequests({ ...subject, path: '/org/buildings' })
await describeRefusals(subject)
await describeShutdown(subject)
