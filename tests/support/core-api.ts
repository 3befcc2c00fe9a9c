import { createApp } from '@latchkey/core-api/app'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { createPasswords } from '@latchkey/core-api/credentials/passwords'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import type { Deps } from '@latchkey/core-api/deps'
import { createMailQueue, startJobs } from '@latchkey/core-api/mail/queue'
import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import { createDb } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { afterAll, inject } from 'vitest'
import { testAuthz } from './authz.ts'
import { PATIENT } from './database.ts'
import { createHttp, type Http, type Send } from './http.ts'
import { signingKey } from './keys.ts'

export const PLATFORM_KEY = 'the-platform-key-of-the-tests'

export interface TestCoreApi {
  readonly deps: Deps
  /** Any request, as a client of the network sends it. */
  fetch(request: Request): Promise<Response>
  /** Requests without a token. */
  readonly anonymous: Http
  /** Requests with the platform key. */
  readonly platform: Http
  /** Requests as this user of this org, signed in without a password. */
  as(orgId: string, userId: string): Promise<Http>
}

const clock = () => new Date()
/** One for all apps of a suite; its threads start when something is hashed. */
const passwords = createPasswords(2)

/** core-api in this process, asking a real authz over HTTP, on a real PostgreSQL as the role that it serves with. Call at the top level of a suite. */
export async function testCoreApi(overrides: Partial<Deps> = {}): Promise<TestCoreApi> {
  const authz = await testAuthz().listen()
  const db = createDb(inject('coreApiDatabaseUrl'), 10, PATIENT)
  // A loaded machine takes longer than production waits.
  const client = createPooledAuthzClient({ ...authz, deadlineMs: 10_000 })
  const logger = createLogger('core-api', 'silent')
  const jobs = await startJobs(inject('coreApiDatabaseUrl'), logger)
  afterAll(async () => {
    await client.close()
    await authz.close()
    await jobs.stop({ graceful: false })
    await db.$disconnect()
  })
  const deps: Deps = {
    db,
    authz: client,
    tokens: await createAccessTokens([await signingKey('test-1')], clock),
    throttle: createThrottle(db, { account: 10, address: 1_000, everywhere: 1_000 }),
    passwords,
    mailQueue: createMailQueue(jobs),
    clock,
    refreshGraceMs: 10_000,
    temporaryPasswordMs: 7 * 24 * 60 * 60 * 1_000,
    platformApiKeys: [PLATFORM_KEY],
    trustedProxies: 0,
    corsOrigins: [],
    publicUrl: 'http://localhost',
    logger,
    logClientAddress: 'off',
    metrics: createMetrics('core-api'),
    hasMetricsPort: false,
    ...overrides,
  }
  const app = createApp(deps)
  const send: Send = async (path, init) => await app.request(path, init)
  return {
    deps,
    fetch: async (request) => await app.fetch(request),
    anonymous: createHttp(send, {}),
    platform: createHttp(send, { 'x-platform-key': PLATFORM_KEY }),
    as: async (orgId, userId) => {
      const { id: sessionId } = await deps.db.session.create({ data: { orgId, userId } })
      const token = await deps.tokens.sign({ userId, orgId, sessionId })
      return createHttp(send, { authorization: `Bearer ${token}` })
    },
  }
}
