import { endOnCrash } from '@latchkey/shared/crash'
import { listenForMetrics } from '@latchkey/shared/http/metrics-port'
import { listen } from '@latchkey/shared/http/server'
import { stopOnSignal } from '@latchkey/shared/http/stop'
import { batchedOutput } from '@latchkey/shared/log-output'
import { createLogger, type Logger } from '@latchkey/shared/logger'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { measurePools } from '@latchkey/shared/metrics/pool-metrics'
import { watchPool } from '@latchkey/shared/pool-watch'
import type { Tracing } from '@latchkey/shared/tracing'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { createCache } from './facts/cache.ts'
import { createFacts } from './facts/facts.ts'
import { createPool } from './facts/pool.ts'
import type { Callers } from './http/callers.ts'
import { readCallersFile } from './http/callers-file.ts'
import { createDecisionLog } from './http/decision-log.ts'
import { createCallers } from './http/known-callers.ts'
import { createLatchkeyPoint } from './latchkey-point.ts'

const readNarrow = ({ callersFile }: Config) => (callersFile === undefined ? [] : readCallersFile(callersFile))

/** A file that is not good changes nothing: whoever could ask still can. */
const rereadOnHangUp = (callers: Callers, config: Config, logger: Logger): void => {
  if (config.callersFile === undefined) return
  process.on('SIGHUP', () => {
    try {
      callers.replaceNarrow(readNarrow(config))
      logger.info('the file of callers was read again')
    } catch (err) {
      logger.error({ err }, 'the file of callers cannot be used: those that it named before stay')
    }
  })
}

const STANDARD_ERROR = 2

/** Where decisions are written: among the other lines unless they have a place of their own. */
const decisionLogger = ({ decisionLogFile: file }: Config, logger: Logger): Logger => {
  if (file === undefined) return logger
  if (file === 'stderr') return createLogger('authz', 'info', batchedOutput(STANDARD_ERROR))
  let isTold = false
  const output = batchedOutput(file, (err) => {
    if (!isTold) logger.error({ err }, 'the decision log cannot be written')
    isTold = true
  })
  process.on('SIGHUP', () => {
    isTold = false
    output.reopen()
  })
  return createLogger('authz', 'info', output)
}

/** Serves requests until a signal. @throws Error when that cannot be begun */
export async function start(config: Config, tracing: Tracing | undefined): Promise<void> {
  const logger = createLogger('authz', config.logLevel)
  endOnCrash(logger)
  const metrics = createMetrics('authz')
  const { url, fallbackUrl, connections, named } = config.database
  const pool = createPool(url, connections, logger)
  const primary = fallbackUrl === undefined ? undefined : createPool(fallbackUrl, connections, logger)
  measurePools(metrics, [pool, primary].filter((one) => one !== undefined).map(watchPool))
  const cache = createCache(config.cacheBytes, metrics.counter('latchkey_memory_evictions_total', {}))
  const memory = {
    hits: metrics.counter('latchkey_memory_hits_total', {}),
    misses: metrics.counter('latchkey_memory_misses_total', {}),
  }
  const point = createLatchkeyPoint(createFacts(pool, cache, { memory, primary, named }))
  const decisionLog = createDecisionLog(decisionLogger(config, logger), config.decisionLog)
  const callers = createCallers(config.clientKeys, readNarrow(config))
  rereadOnHangUp(callers, config, logger)
  const { publicUrl, metricsPort } = config
  const hasMetricsPort = metricsPort !== 0
  const app = createApp({ point, callers, publicUrl, logger, metrics, hasMetricsPort, decisionLog, tracing })
  const closers = [
    await listenForMetrics(metrics, logger, metricsPort),
    () => pool.end(),
    async () => primary?.end(),
    async () => tracing?.stop(),
  ]
  stopOnSignal(await listen(app.fetch, config.port, closers), logger, config.shutdownDelayMs)
  logger.info({ port: config.port }, 'listening')
}
