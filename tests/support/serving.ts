import type { Facts } from '@latchkey/authz/facts/facts'
import { createAuthzClient } from '@latchkey/authz-client'
import { resetRequestHandler } from '@latchkey/core-api/auth/request-reset'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import type { Deps } from '@latchkey/core-api/deps'
import { mailHandlers } from '@latchkey/core-api/mail/handlers'
import { createMailQueue, startJobs } from '@latchkey/core-api/mail/queue'
import { startWorkers } from '@latchkey/core-api/mail/worker'
import { createDb } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import type { Pool } from 'pg'
import { afterAll } from 'vitest'
import { type TestAuthz, testAuthz } from './authz.ts'
import { type TestCoreApi, testCoreApi } from './core-api.ts'
import { PATIENT, suitePool } from './database.ts'
import { eventually, fakeTransport, PUBLIC_URL } from './mail.ts'

interface Serving {
  readonly api: TestCoreApi
  readonly authz: TestAuthz
  readonly pool: Pool
  /** Works on the queue until nothing is left in it; answers the mails that went out. */
  sendMails(): Promise<ReturnType<typeof fakeTransport>>
}

/** Both services on a database of their own, where nobody works on the queue. Call at the top level of a suite. */
export async function serving(url: string, facts: Facts, overrides: Partial<Deps> = {}): Promise<Serving> {
  const pool = suitePool(url)
  const db = createDb(url, 5, PATIENT)
  const logger = createLogger('core-api', 'silent')
  const jobs = await startJobs(url, logger)
  const authz = testAuthz({ facts })
  const listening = await authz.listen()
  const client = createAuthzClient({ ...listening, deadlineMs: 10_000 })
  afterAll(async () => {
    await client.close()
    await listening.close()
    await jobs.stop({ graceful: false })
    await db.$disconnect()
  })
  const mailQueue = createMailQueue(jobs)
  const api = await testCoreApi({
    db,
    throttle: createThrottle(db, { account: 10, address: 1_000, everywhere: 1_000 }),
    authz: client,
    mailQueue,
    ...overrides,
  })
  const sendMails = async () => {
    const transport = fakeTransport()
    const boss = await startJobs(url, logger)
    const [clock, metrics] = [() => new Date(), createMetrics('core-api')]
    const mails = mailHandlers({ db, clock, transport, publicUrl: PUBLIC_URL, metrics })
    const requests = resetRequestHandler({ db, clock, mailQueue })
    await startWorkers(boss, { ...mails, 'reset-requests': requests }, { logger, metrics })
    const left = `SELECT FROM pgboss.job WHERE state < 'completed' AND name NOT LIKE '\\_\\_%'`
    await eventually(async () => (await pool.query(left)).rowCount === 0 || undefined)
    await boss.stop({ graceful: true, timeout: 5_000 })
    return transport
  }
  return { api, authz, pool, sendMails }
}
