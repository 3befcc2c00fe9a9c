import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { askingAuthz, askingPolicy } from './decisions/asking.ts'
import { readLog } from './decisions/read.ts'
import { describeChange, replay } from './decisions/replay.ts'

const SHOWN_FAULTS = 10
const CHANGED = 1
const CANNOT = 2

function readArguments() {
  const { values, positionals } = parseArgs({ options: { policy: { type: 'string' } }, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error('Usage: pnpm decisions:replay FILE [--policy <git ref>]')
  return { file, policy: values.policy }
}

const run = async (): Promise<number> => {
  const { file, policy } = readArguments()
  const { decisions, faults } = readLog(readFileSync(file, 'utf8'))
  if (faults.length > 0) {
    const shown = faults.slice(0, SHOWN_FAULTS).join('\n  ')
    throw new Error(`${file} has ${faults.length} lines that are not of a log of authz; nothing was asked.\n  ${shown}`)
  }
  const asking = policy === undefined ? askingAuthz : askingPolicy(policy)
  const changes = await asking((askAll) => replay(askAll, decisions))
  for (const change of changes) console.log(describeChange(change))
  console.log(`${decisions.length} decisions asked again, ${changes.length} changed`)
  return changes.length > 0 ? CHANGED : 0
}

try {
  process.exitCode = await run()
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  console.error(`${error instanceof Error ? error.message : String(error)}${cause}`)
  process.exitCode = CANNOT
}
