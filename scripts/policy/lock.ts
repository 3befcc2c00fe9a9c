import { createHash } from 'node:crypto'
import { type Answer, answerIn } from './answers.ts'
import { type Axes, axesOf, cellsOf, OCCUPANCY, OVERRIDES, type Row, rowsOf, STATUSES } from './cells.ts'
import { type Policy, PRESENT } from './policy.ts'

export const POLICY_LOCK = 'docs/policy.lock.json'
export const POLICY_HASH_FILE = 'services/authz/src/policy/hash.ts'

/** One for each distinct answer. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const setText = (names: readonly string[], none: string): string => names.join('+') || none
const rowName = ({ key, place, roleKeys }: Row): string => `${key} / ${place} / ${setText(roleKeys, 'no role')}`
const answerText = ({ decision, why }: Answer): string => `${decision ? 'permit' : 'deny'}: ${why}`

/** The axes of the letters in a row: the last one varies fastest. */
const columnsOf = ({ typeSets }: Axes) => ({
  override: OVERRIDES.join(' '),
  assignments: typeSets.map((types) => setText(types, 'none')).join(' '),
  occupancy: OCCUPANCY.join(' '),
  status: STATUSES.join(' '),
})

const lettersOf = (texts: readonly string[]): ReadonlyMap<string, string> => {
  const distinct = [...new Set(texts)].toSorted()
  if (distinct.length > LETTERS.length) throw new Error(`${distinct.length} distinct answers are more than the letters`)
  return new Map(distinct.map((text, at) => [text, LETTERS.charAt(at)]))
}

/** Every cell of a policy in canonical form, and the hash of that. */
export function lockOf(policy: Policy) {
  const axes = axesOf(policy)
  const rows = rowsOf(axes).map(
    (row) => [rowName(row), cellsOf(row, axes).map((cell) => answerText(answerIn(policy, cell)))] as const,
  )
  const texts = rows.flatMap(([, answers]) => answers)
  const letters = lettersOf(texts)
  const cells = {
    cells: texts.length,
    columns: columnsOf(axes),
    answers: Object.fromEntries([...letters].map(([text, letter]) => [letter, text])),
    rows: Object.fromEntries(rows.map(([name, answers]) => [name, answers.map((text) => letters.get(text)).join('')])),
  }
  return { hash: createHash('sha256').update(JSON.stringify(cells)).digest('hex'), ...cells }
}

let present: ReturnType<typeof lockOf> | undefined
/** Of the files at hand; enumerated once. */
export const presentLock = (): ReturnType<typeof lockOf> => {
  present ??= lockOf(PRESENT)
  return present
}

/** The page docs/policy.lock.json, whole. */
export const policyLockPage = (): string => `${JSON.stringify(presentLock(), null, 2)}\n`

/** What authz knows of it at run time. */
export const policyHashFile = (): string =>
  `/** The hash of every answer of the policy (docs/policy.lock.json). Written by \`pnpm write:docs\`. */\nexport const POLICY_HASH = '${presentLock().hash}'\n`
