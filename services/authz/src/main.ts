import { listen } from '@latchkey/shared/http/server'
import { stopOnSignal } from '@latchkey/shared/http/stop'
import { createLogger } from '@latchkey/shared/logger'
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
  const { url, fallbackUrl, connections } = config.database
  const pool = createPool(url, connections, logger)
  const primary = fallbackUrl === undefined ? undefined : createPool(fallbackUrl, connections, logger)
  const point = createLatchkeyPoint(createFacts(pool, createCache(config.cacheBytes), primary))
  const decisionLog = createDecisionLog(logger, config.decisionLog)
  const app = createApp({ point, callers: config.callers, publicUrl: config.publicUrl, logger, decisionLog })
  stopOnSignal(
    await listen(app.fetch, config.port, [() => pool.end(), async () => primary?.end()]),
    logger,
    config.shutdownDelayMs,
  )
  logger.info({ port: config.port }, 'listening')
}

try {
  await start()
} catch (error) {
  process.stderr.write(`authz cannot start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
