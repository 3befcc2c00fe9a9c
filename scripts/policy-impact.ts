import { parseArgs } from 'node:util'
import { policyAt } from './policy/at-ref.ts'
import { withDatabase } from './policy/database.ts'
import { impactOf } from './policy/impact.ts'
import { describeImpact } from './policy/impact-text.ts'
import { PRESENT } from './policy/policy.ts'

const CHANGED = 1
const CANNOT = 2
const USAGE = 'Usage: DATABASE_URL=… pnpm policy:impact <git ref> [--org <slug>]'

function readArguments() {
  const { values, positionals } = parseArgs({ options: { org: { type: 'string' } }, allowPositionals: true })
  const [ref, ...more] = positionals
  if (ref === undefined || more.length > 0) throw new Error(USAGE)
  return { ref, org: values.org }
}

try {
  const { ref, org } = readArguments()
  const policies = { before: await policyAt(ref), after: PRESENT }
  const people = await withDatabase(async (db) => {
    let found = 0
    for await (const impact of impactOf(db, policies, org)) {
      found += 1
      for (const line of describeImpact(impact)) console.log(line)
    }
    return found
  })
  console.log(people === 0 ? 'nobody gains or loses anything' : `${people} people gain or lose something`)
  if (people > 0) process.exitCode = CHANGED
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = CANNOT
}
