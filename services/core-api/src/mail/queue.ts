import type { Tx } from '@latchkey/shared/db/client'
import type { Logger } from '@latchkey/shared/logger'
import { type ConnectionLimits, connectionTo } from '@latchkey/shared/postgres'
import type { PgBoss } from 'pg-boss'

/** The mail of one generation of an invite. */
export interface InviteJob {
  readonly orgId: string
  readonly inviteId: string
  readonly generation: number
}

/** The mail of a one-time link: another link has another id. */
export interface LinkJob {
  readonly orgId: string
  readonly linkId: string
}

/** Word to the present address of an account that a change of it was asked for. */
export interface NoticeJob {
  readonly orgId: string
  readonly userId: string
  /** The link whose mail goes to the new address. */
  readonly linkId: string
  /** As it was when the change was asked for: by the time of the mail the new one may count. */
  readonly address: string
}

/** Somebody asked for a link to a new password, for whatever accounts an address has. */
export interface ResetRequest {
  readonly email: string
  /** The slug of the one org that is meant. */
  readonly org?: string
  readonly requestId: string
}

/** The queues and what their jobs hold: never a token, which is made when the mail is. */
export interface Jobs {
  readonly 'invite-mails': InviteJob
  readonly 'link-mails': LinkJob
  readonly 'notice-mails': NoticeJob
  readonly 'reset-requests': ResetRequest
}
export type QueueName = keyof Jobs

/** Up to eight more tries over about an hour; a worker that died is given up after half a minute. */
const RETRIES = { retryLimit: 8, retryDelay: 15, retryBackoff: true, retryDelayMax: 1_800, expireInSeconds: 30 }
/** An address that a job names, perhaps of nobody here, is kept no longer than it takes to find a fault. */
const NAMES_ADDRESSES = { ...RETRIES, deleteAfterSeconds: 24 * 60 * 60 }

const QUEUES = {
  'invite-mails': RETRIES,
  'link-mails': RETRIES,
  'notice-mails': NAMES_ADDRESSES,
  'reset-requests': NAMES_ADDRESSES,
} satisfies Record<QueueName, object>

/** In milliseconds. Nobody waits for the answer, and looking after many jobs takes longer than a request may. */
const LIMITS: ConnectionLimits = {
  lock: 5_000,
  statement: 20_000,
  silence: 25_000,
  idleInTransaction: 30_000,
  connect: 5_000,
}

// safe because these are its keys
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[]

export interface MailQueue {
  /** Queues the job in the transaction: it is done if the transaction commits, and then for certain. */
  enqueue<Name extends QueueName>(tx: Tx, queue: Name, job: Jobs[Name]): Promise<void>
}

/** The library is as large as the service: it is read when requests are served. */
const library = () => import('pg-boss')

/** How long jobs that run may take to finish when the process is told to stop, in milliseconds. */
export const JOBS_MS = 5_000

/** What pg-boss says of a schema that is not the one of its version. */
const NOT_MIGRATED = /not installed|requires migrations/
const IDLE = { schedule: false, supervise: false } as const
const BUSY = { superviseIntervalSeconds: 15 } as const

/** `migrate`: whether it may make the schema, and bring it up to date. */
async function open(databaseUrl: string, migrate: boolean, work: typeof IDLE | typeof BUSY, logger?: Logger) {
  const { PgBoss } = await library()
  // Only an owner can rebuild an index: whoever may make the schema also keeps it in shape.
  const jobs = new PgBoss({ ...connectionTo(databaseUrl, LIMITS), max: 3, ...work, migrate, reindex: migrate })
  jobs.on('error', (err) => logger?.error({ err }, 'background jobs'))
  try {
    return await jobs.start()
  } catch (error) {
    await jobs.stop({ graceful: false })
    throw error
  }
}

/** Makes the schema of the jobs in a database that one owns. May be repeated, also by several at once. */
export async function installJobs(databaseUrl: string): Promise<void> {
  const jobs = await open(databaseUrl, true, IDLE)
  await jobs.stop({ graceful: false })
}

/**
 * Background jobs on the same PostgreSQL, in a schema of their own. The migrate job makes it; where that has not run, whoever
 * owns the database still can.
 * @throws Error when it is missing and may not be made
 */
export async function startJobs(databaseUrl: string, logger: Logger): Promise<PgBoss> {
  const jobs = await open(databaseUrl, false, BUSY, logger).catch((error: unknown) => {
    if (!(error instanceof Error && NOT_MIGRATED.test(error.message))) throw error
    return open(databaseUrl, true, BUSY, logger).catch((cause: unknown) => {
      throw new Error('The schema of the queue is missing: run `pnpm migrate deploy` as the owner.', { cause })
    })
  })
  for (const [name, options] of Object.entries(QUEUES)) await jobs.createQueue(name, options)
  return jobs
}

/** Who queues a job before the jobs have started waits for that. */
export const createMailQueue = (jobs: PgBoss | Promise<PgBoss>): MailQueue => ({
  enqueue: async (tx, queue, job) => {
    const { fromPrisma } = await library()
    await (await jobs).send(queue, job, { db: fromPrisma(tx) })
  },
})
