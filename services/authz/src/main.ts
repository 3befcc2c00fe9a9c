import { listenForMetrics } from '@latchkey/shared/http/metrics-port'
import { listen } from '@latchkey/shared/http/server'
import { stopOnSignal } from '@latchkey/shared/http/stop'
import { createLogger } from '@latchkey/shared/logger'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { measurePool } from '@latchkey/shared/metrics/pool-metrics'
import { watchPool } from '@latchkey/shared/pool-watch'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { createCache } from './facts/cache.ts'
import { createFacts } from './facts/facts.ts'
import { createPool } from './facts/pool.ts'
import { createDecisionLog } from './http/decision-log.ts'
import { createLatchkeyPoint } from './latchkey-point.ts'

const start = async (): Promise<void> => {
  const config = readConfig(process.env)
  const logger = createLogger('authz', config.logLevel)
  const metrics = createMetrics('authz')
  const pool = createPool(config.database.url, config.database.connections, logger)
  measurePool(metrics, watchPool(pool))
  const cache = createCache(config.cacheBytes, metrics.counter('latchkey_memory_evictions_total', {}))
  const memory = {
    hits: metrics.counter('latchkey_memory_hits_total', {}),
    misses: metrics.counter('latchkey_memory_misses_total', {}),
  }
  const point = createLatchkeyPoint(createFacts(pool, cache, memory))
  const decisionLog = createDecisionLog(logger, config.decisionLog)
  const { callers, publicUrl, metricsPort } = config
  const hasMetricsPort = metricsPort !== 0
  const app = createApp({ point, callers, publicUrl, logger, metrics, hasMetricsPort, decisionLog })
  const closers = [await listenForMetrics(metrics, logger, metricsPort), () => pool.end()]
  stopOnSignal(await listen(app.fetch, config.port, closers), logger, config.shutdownDelayMs)
  logger.info({ port: config.port }, 'listening')
}

try {
  await start()
} catch (error) {
  process.stderr.write(`authz cannot start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
