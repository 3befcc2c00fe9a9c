import { createFacts } from '@latchkey/authz/facts/facts'
import { resetRequestHandler } from '@latchkey/core-api/auth/request-reset'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import type { Deps } from '@latchkey/core-api/deps'
import { mailHandlers } from '@latchkey/core-api/mail/handlers'
import { createMailQueue, type QueueName, startJobs } from '@latchkey/core-api/mail/queue'
import type { MailTransport } from '@latchkey/core-api/mail/transport'
import { startWorkers } from '@latchkey/core-api/mail/worker'
import { createDb } from '@latchkey/shared/db/client'
import { createLogger, type Logger } from '@latchkey/shared/logger'
import type { Pool } from 'pg'
import { afterAll, expect } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { testAuthz } from './authz.ts'
import { type TestCoreApi, testCoreApi } from './core-api.ts'
import { PATIENT, suitePool } from './database.ts'
import type { Http } from './http.ts'
import { eventually, PUBLIC_URL } from './mail.ts'
import { scratchDatabase } from './scratch.ts'
import { createWorld, type World } from './world.ts'

interface Job {
  readonly id: string
  readonly state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  readonly startAfter: Date
}

/** core-api whose queue is worked on by nobody but the suite: elsewhere a worker takes the mails of every suite. */
export interface MailDatabase {
  readonly url: string
  readonly pool: Pool
  readonly api: TestCoreApi
  readonly world: World
  readonly admin: Http
  /** A worker as core-api runs it; answers how to stop it, letting it finish or not. */
  startWorker(transport: MailTransport, logger?: Logger): Promise<(graceful?: boolean) => Promise<void>>
  jobsOf(userId: string): Promise<Job[]>
  /** Lets what waits for another try be tried at once; this many more tries are left when that is given. */
  hurry(userId: string, triesLeft?: number): Promise<void>
  /** Until no job is left to be done. */
  untilIdle(): Promise<void>
  /** Gives jobs up whose worker is gone, as is done every few seconds. */
  giveUpLost(): Promise<void>
}

const JOBS = `
  SELECT job.id, job.state::text AS state, job.start_after AS "startAfter" FROM pgboss.job
  JOIN invites ON invites.id::text = job.data->>'inviteId' WHERE invites.user_id = $1 ORDER BY job.created_on, job.id`
const HURRY = `
  UPDATE pgboss.job SET start_after = now() - interval '1 second', retry_limit = coalesce(retry_count + $2, retry_limit)
  WHERE state < 'active' AND data->>'inviteId' IN (SELECT id::text FROM invites WHERE user_id = $1)`

/** Call at the top level of a suite. */
export async function mailDatabase(overrides: Partial<Deps> = {}, limits = PATIENT): Promise<MailDatabase> {
  const url = await scratchDatabase()
  await deploy(url)
  const pool = suitePool(url)
  const logger = createLogger('core-api', 'silent')
  const authz = await testAuthz({ facts: createFacts(pool) }).listen()
  // A loaded machine takes longer than production waits.
  const client = createPooledAuthzClient({ ...authz, deadlineMs: 10_000 })
  const db = createDb(url, 5, limits)
  const jobs = await startJobs(url, logger)
  afterAll(async () => {
    await client.close()
    await authz.close()
    await jobs.stop({ graceful: false })
    await db.$disconnect()
  })
  const throttle = createThrottle(db, { account: 10, address: 1_000, everywhere: 1_000 })
  const mailQueue = createMailQueue(jobs)
  const { clock = () => new Date() } = overrides
  const api = await testCoreApi({ db, authz: client, throttle, mailQueue, ...overrides })
  const world = await createWorld(pool)
  const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
  return {
    ...{ url, pool, api, world, admin },
    async startWorker(transport, workerLogger = logger) {
      const boss = await startJobs(url, logger)
      const { metrics } = api.deps
      const mails = mailHandlers({ db, clock, transport, publicUrl: PUBLIC_URL, metrics })
      const requests = resetRequestHandler({ db, clock, mailQueue })
      await startWorkers(boss, { ...mails, 'reset-requests': requests }, { logger: workerLogger, metrics })
      return (graceful = true) => boss.stop({ graceful, timeout: 5_000 })
    },
    jobsOf: async (user) => (await pool.query<Job>(JOBS, [user])).rows,
    async hurry(user, triesLeft) {
      const isWaiting = async () => (await pool.query(HURRY, [user, triesLeft ?? null])).rowCount
      await expect.poll(isWaiting, { timeout: 10_000, interval: 50 }).toBe(1)
    },
    async untilIdle() {
      const left = `SELECT FROM pgboss.job WHERE state < 'completed'`
      await eventually(async () => (await pool.query(left)).rowCount === 0 || undefined)
    },
    async giveUpLost() {
      await pool.query(`UPDATE pgboss.job SET started_on = now() - interval '1 hour' WHERE state = 'active'`)
      await pool.query('UPDATE pgboss.queue SET monitor_on = NULL, maintain_on = NULL')
      await jobs.supervise('invite-mails' satisfies QueueName)
    },
  }
}
