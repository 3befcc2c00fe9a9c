import { startFailure } from '@latchkey/shared/start-failure'
import { startTracing } from '@latchkey/shared/tracing/start'

// Whoever tells all replicas to read their files again ends none: not one that has no file, nor one that just starts.
process.on('SIGHUP', () => undefined)

try {
  const { readConfig } = await import('./config.ts')
  const config = readConfig(process.env)
  // Before what it traces is loaded.
  const tracing = await startTracing('authz', config.tracing)
  const { start } = await import('./start.ts')
  await start(config, tracing)
} catch (error) {
  process.stderr.write(startFailure('authz', error))
  process.exit(1)
}
