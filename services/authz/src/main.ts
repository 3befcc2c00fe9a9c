import { startFailure } from '@latchkey/shared/start-failure'
import { startTracing } from '@latchkey/shared/tracing/start'

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
