import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { startFailure } from '@latchkey/shared/start-failure'
import { startTracing } from '@latchkey/shared/tracing/start'

// Beside the code, where nobody writes but its owner; where that is not us, everything is compiled anew.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))

try {
  const { readConfig } = await import('./config.ts')
  const config = readConfig(process.env)
  // Before what it traces is loaded.
  const tracing = await startTracing('core-api', config.tracing)
  const { start } = await import('./start.ts')
  await start(config, tracing)
} catch (error) {
  process.stderr.write(startFailure('core-api', error))
  process.exit(1)
}
