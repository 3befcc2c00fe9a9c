import { policyAt } from './policy/at-ref.ts'
import { comparePolicies } from './policy/changes.ts'
import { PRESENT } from './policy/policy.ts'
import { describeComparison } from './policy/sentences.ts'

const CHANGED = 1
const CANNOT = 2

try {
  const [ref, ...more] = process.argv.slice(2)
  if (ref === undefined || more.length > 0) throw new Error('Usage: pnpm policy:diff <git ref>')
  const comparison = comparePolicies(await policyAt(ref), PRESENT)
  for (const sentence of describeComparison(comparison)) console.log(sentence)
  if (comparison.changes.length > 0) process.exitCode = CHANGED
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = CANNOT
}
