import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Beside the code, where nobody writes but its owner; where that is not us, everything is compiled anew.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))

try {
  const { start } = await import('./start.ts')
  await start()
} catch (error) {
  process.stderr.write(`core-api cannot start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
