import { startTracing } from '@latchkey/shared/tracing/start'

try {
  const { readConfig } = await import('./config.ts')
  const config = readConfig(process.env)
  // Before what it traces is loaded.
  const tracing = await startTracing('authz', config.tracing)
  const { start } = await import('./start.ts')
  await start(config, tracing)
} catch (error) {
  process.stderr.write(`authz cannot start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
