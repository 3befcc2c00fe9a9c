import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'

// Prisma downloads a schema engine unless it is told of one. Generating needs none, and a path to a program that
// always fails keeps every other command from seeming to work. CHECKPOINT_DISABLE: no call to Prisma's servers.
const env = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
}
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
execFileSync(process.execPath, [cli, 'generate'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
