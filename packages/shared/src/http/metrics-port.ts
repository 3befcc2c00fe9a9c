import { Hono } from 'hono'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { RequestEnv } from './scope.ts'
import { listen } from './server.ts'
import { installShell } from './shell.ts'

/**
 * Answers /metrics, and nothing else, on a port of its own; on none for 0. Gives what ends that.
 * @throws the listen error (EADDRINUSE and its kin)
 */
export async function listenForMetrics(metrics: Metrics, logger: Logger, port: number): Promise<() => Promise<void>> {
  if (port === 0) return async () => undefined
  const app = new Hono<RequestEnv>()
  app.get('/metrics', () => metrics.render())
  installShell(app, { logger, metrics, maxBodyBytes: 0 })
  const { stop } = await listen(app.fetch, port, [])
  return () => stop()
}
