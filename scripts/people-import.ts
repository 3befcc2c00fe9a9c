import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { signIn } from './api/operator.ts'
import { coreApiUrl } from './api/platform-key.ts'
import { readCredentials } from './people-import/credentials.ts'
import { FileFaults } from './people-import/fault.ts'
import { importPeople, isSurprise } from './people-import/import-people.ts'
import { faultsOf, resultOf, writeResult } from './people-import/result.ts'

const USAGE = 'pnpm people:import people.csv --org <slug> [--dry-run] [--at-once 8] [--result people.result.csv]'
const ACTIONS = ['create', 'link', 'unchanged', 'conflict'] as const
const AT_ONCE_MOST = 64
/** The import was done, but for conflicts. */
const SOME_REFUSED = 2

function readArguments() {
  const options = {
    org: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '8' },
    result: { type: 'string' },
  } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [file, ...more] = positionals
  const atOnce = Number(values['at-once'])
  const isBounded = Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= AT_ONCE_MOST
  if (file === undefined || more.length > 0 || values.org === undefined || !isBounded) throw new Error(USAGE)
  const result = values.result ?? `${file.replace(/\.csv$/i, '')}.result.csv`
  return { file, org: values.org, dryRun: values['dry-run'], atOnce, result }
}

async function run({ file, org, dryRun, atOnce, result }: ReturnType<typeof readArguments>): Promise<void> {
  const bytes = readFileSync(file)
  const url = coreApiUrl()
  try {
    const operator = await signIn(url, { ...(await readCredentials()), org })
    if (operator === undefined) throw new Error(`${url} does not know these credentials in the org ${org}`)
    if (operator.user.mustChangePassword) throw new Error('the password must be changed before anything else is done')
    const told = await importPeople(operator, bytes, { dryRun, atOnce })
    writeResult(result, resultOf(told))
    const actions = Map.groupBy(told, ({ outcome, expected }) => (outcome ?? expected).action)
    const counts = ACTIONS.map((action) => `${actions.get(action)?.length ?? 0} ${action}`)
    console.log(`${dryRun ? 'Would be' : 'Done'}: ${counts.join(', ')}. Line by line: ${result}`)
    const surprises = told.filter(isSurprise).length
    if (surprises > 0)
      console.log(`${surprises} came out otherwise than told beforehand: somebody else changed the org meanwhile`)
    if (actions.has('conflict')) process.exitCode = SOME_REFUSED
  } catch (error) {
    if (!(error instanceof FileFaults)) throw error
    writeResult(result, faultsOf(error.faults))
    for (const { line, column, message } of error.faults.slice(0, 20)) {
      console.error(`${file}:${line}${column === undefined ? '' : ` ${column}`}: ${message}`)
    }
    throw new Error(`${error.message}: ${result} has all of them`)
  }
}

try {
  await run(readArguments())
} catch (error) {
  console.error(`Nobody is imported, or not everybody: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
