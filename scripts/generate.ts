import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const schema = new URL('../prisma/schema.prisma', import.meta.url)
/** Of the schema that the client was generated from; it goes when the client goes. */
const stamp = new URL('../packages/shared/src/db/generated/schema.sha256', import.meta.url)

const hash = (): string => createHash('sha256').update(readFileSync(schema)).digest('hex')

// Prisma downloads a schema engine unless it is told of one. Generating needs none, and a path to a program that
// always fails keeps every other command from seeming to work. CHECKPOINT_DISABLE: no call to Prisma's servers.
const OFFLINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
}

/** Writes the client of the database anew. */
function generateClient(): void {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const env = { ...process.env, ...OFFLINE }
  execFileSync(process.execPath, [cli, 'generate'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(stamp, hash())
}

/** For whoever changed or fetched a schema since the install: pnpm does not notice that. */
export function generateWhenStale(): void {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash()) generateClient()
}

if (import.meta.main) generateClient()
