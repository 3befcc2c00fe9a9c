import { readFileSync } from 'node:fs'
import { createAuthzClient } from '@latchkey/authz-client'
import { parseEnvironment } from '@latchkey/shared/config'
import { z } from 'zod'
import { readLog } from './decisions/read.ts'
import { describeChange, replay } from './decisions/replay.ts'

/** A batch of a thousand questions takes longer than the one question of a request. */
const DEADLINE_MS = 30_000
const SHOWN_FAULTS = 10
const CHANGED = 1
const CANNOT = 2

const run = async (): Promise<number> => {
  const [file] = process.argv.slice(2)
  if (file === undefined) throw new Error('Usage: pnpm decisions:replay FILE')
  const variables = z.object({ AUTHZ_URL: z.url({ protocol: /^https?$/ }), AUTHZ_KEY: z.string() })
  const { AUTHZ_URL: url, AUTHZ_KEY: key } = parseEnvironment(variables, process.env)
  const { decisions, faults } = readLog(readFileSync(file, 'utf8'))
  if (faults.length > 0) {
    const shown = faults.slice(0, SHOWN_FAULTS).join('\n  ')
    throw new Error(`${file} has ${faults.length} lines that are not of a log of authz; nothing was asked.\n  ${shown}`)
  }
  const client = createAuthzClient({ url, key, deadlineMs: DEADLINE_MS })
  try {
    const changes = await replay(client, decisions)
    for (const change of changes) console.log(describeChange(change))
    console.log(`${decisions.length} decisions asked again, ${changes.length} changed`)
    return changes.length > 0 ? CHANGED : 0
  } finally {
    await client.close()
  }
}

try {
  process.exitCode = await run()
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  console.error(`${error instanceof Error ? error.message : String(error)}${cause}`)
  process.exitCode = CANNOT
}
