import { endOnCrash } from '@latchkey/shared/crash'
import { createDb, DB_LIMITS } from '@latchkey/shared/db/client'
import { listenForMetrics } from '@latchkey/shared/http/metrics-port'
import { listen } from '@latchkey/shared/http/server'
import { stopOnSignal } from '@latchkey/shared/http/stop'
import { createLogger } from '@latchkey/shared/logger'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { measurePools } from '@latchkey/shared/metrics/pool-metrics'
import type { Tracing } from '@latchkey/shared/tracing'
import type { PgBoss } from 'pg-boss'
import { createApp } from './app.ts'
import { resetRequestHandler } from './auth/request-reset.ts'
import { createPooledAuthzClient } from './authz/client.ts'
import { countedAuthzClient } from './authz/counted.ts'
import type { Config } from './config.ts'
import { createPasswords } from './credentials/passwords.ts'
import { createThrottle } from './credentials/throttle.ts'
import { mailHandlers } from './mail/handlers.ts'
import { createMailQueue, JOBS_MS, startJobs } from './mail/queue.ts'
import { fileTransport, type MailTransport, smtpTransport } from './mail/transport.ts'
import { startWorkers } from './mail/worker.ts'
import { scheduleHousekeeping } from './operations/housekeeping.ts'
import { measureQueue } from './operations/queue-metrics.ts'
import { tidyEnded } from './removal/ended.ts'
import { createAccessTokens } from './sessions/tokens.ts'

const transportOf = ({ mail: { smtpUrl, directory, from } }: Config): MailTransport =>
  smtpUrl === undefined ? fileTransport(directory, from) : smtpTransport(smtpUrl, from)

/** Serves requests until a signal. @throws Error when that cannot be begun */
export async function start(config: Config, tracing: Tracing | undefined): Promise<void> {
  const logger = createLogger('core-api', config.logLevel)
  endOnCrash(logger)
  const clock = () => new Date()
  const metrics = createMetrics('core-api')
  const db = createDb(config.databaseUrl, config.databaseConnections, DB_LIMITS, config.namedStatements)
  measurePools(metrics, [db.pool])
  const authz = countedAuthzClient(createPooledAuthzClient(config.authz), metrics)
  const tokens = await createAccessTokens(config.signingKeys, clock)
  const jobs = Promise.withResolvers<PgBoss>()
  const mailQueue = createMailQueue(jobs.promise)
  const passwords = createPasswords(config.passwordThreads)
  const app = createApp({
    db,
    authz,
    tokens,
    throttle: createThrottle(db, config.throttle),
    passwords,
    mailQueue,
    clock,
    refreshGraceMs: config.refreshGraceMs,
    temporaryPasswordMs: config.temporaryPasswordMs,
    platformApiKeys: config.platformApiKeys,
    trustedProxies: config.trustedProxies,
    corsOrigins: config.corsOrigins,
    publicUrl: config.mail.publicUrl,
    logger,
    logClientAddress: config.logClientAddress,
    metrics,
    hasMetricsPort: config.metricsPort !== 0,
    tracing,
  })
  const { publicUrl } = config.mail
  const mails = mailHandlers({ db, clock, transport: transportOf(config), publicUrl, metrics })
  const requests = { 'reset-requests': resetRequestHandler({ db, clock, mailQueue }) }
  const startBackground = async () => {
    const started = await startJobs(config.databaseUrl, logger)
    jobs.resolve(started)
    measureQueue(metrics, started)
    await startWorkers(started, { ...mails, ...requests }, { logger, metrics })
    await scheduleHousekeeping(started, db, clock, tidyEnded)
  }
  let background = Promise.resolve()
  const closers = [
    await listenForMetrics(metrics, logger, config.metricsPort),
    () => background,
    async () => (await jobs.promise).stop({ graceful: true, timeout: JOBS_MS }),
    () => passwords.close(),
    () => authz.close(),
    () => db.$disconnect(),
    async () => tracing?.stop(),
  ]
  stopOnSignal(await listen(app.fetch, config.port, closers), logger, config.shutdownDelayMs)
  logger.info({ port: config.port }, 'listening')
  // What no request waits for comes when requests are served, one after the other: a start has few cores to itself.
  background = startBackground()
  await background
  passwords.start()
}
