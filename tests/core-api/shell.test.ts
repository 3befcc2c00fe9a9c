import { createApp } from '@latchkey/core-api/app'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { keptLog, type ShellSubject } from '../support/shell.ts'
import { describeAnswers } from '../support/shell-answers.ts'
import { describeRefusals } from '../support/shell-refusals.ts'
import { describeRequests } from '../support/shell-requests.ts'
import { describeShutdown } from '../support/shell-shutdown.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const { deps } = await testCoreApi()
const userId = await world.user({ roles: ['org_admin'] })
const { id: sessionId } = await deps.db.session.create({ data: { orgId: world.orgId, userId } })
const token = await deps.tokens.sign({ userId, orgId: world.orgId, sessionId })
const { logger, lines } = keptLog('core-api')
const failing = keptLog('core-api')
const unforeseen = async (): Promise<never> => {
  throw new Error('unforeseen')
}
const broken = createApp({ ...deps, logger: failing.logger, tokens: { ...deps.tokens, verify: unforeseen } })

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
await describeAnswers({
  ...subject,
  broken: { fetch: broken.fetch, lines: failing.lines },
  secrets: [token, token.split('.')[2] ?? ''],
  who: { userId, orgId: world.orgId },
  headers: {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=15552000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'SAMEORIGIN',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
  },
})
