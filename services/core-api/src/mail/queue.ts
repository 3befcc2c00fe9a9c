import type { Tx } from '@latchkey/shared/db/client'
import type { Logger } from '@latchkey/shared/logger'
import { type ConnectionLimits, connectionTo } from '@latchkey/shared/postgres'
import { fromPrisma, PgBoss } from 'pg-boss'

/** The mail of one generation of an invite. The job holds no token: it is made when the mail is. */
export interface InviteJob {
  readonly orgId: string
  readonly inviteId: string
  readonly generation: number
}

export const INVITE_MAILS = 'invite-mails'

/** Up to eight more tries over about an hour; a worker that died is given up after half a minute. */
const RETRIES = { retryLimit: 8, retryDelay: 15, retryBackoff: true, retryDelayMax: 1_800, expireInSeconds: 30 }

/** In milliseconds. Nobody waits for the answer, and looking after many jobs takes longer than a request may. */
const LIMITS: ConnectionLimits = {
  lock: 5_000,
  statement: 20_000,
  silence: 25_000,
  idleInTransaction: 30_000,
  connect: 5_000,
}

export interface MailQueue {
  /** Queues the mail in the transaction: it goes out if the transaction commits, and then for certain. */
  enqueueInvite(tx: Tx, job: InviteJob): Promise<void>
}

/** Background jobs on the same PostgreSQL, in a schema of their own. */
export async function startJobs(databaseUrl: string, logger: Logger): Promise<PgBoss> {
  const jobs = new PgBoss({ ...connectionTo(databaseUrl, LIMITS), max: 3, superviseIntervalSeconds: 15 })
  jobs.on('error', (err) => logger.error({ err }, 'background jobs'))
  await jobs.start()
  await jobs.createQueue(INVITE_MAILS, RETRIES)
  return jobs
}

export const createMailQueue = (jobs: PgBoss): MailQueue => ({
  enqueueInvite: async (tx, job) => {
    await jobs.send(INVITE_MAILS, job, { db: fromPrisma(tx) })
  },
})
