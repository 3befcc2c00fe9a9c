import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { concurrentIndexOf } from './concurrent-index.ts'
import type { Migration } from './files.ts'
import { type Statement, statementsOf } from './statements.ts'

/** What of Squawk is about rewriting, long locks, and what the version that still serves needs. */
const RULES = [
  ...['adding-field-with-default', 'adding-foreign-key-constraint', 'adding-not-nullable-field'],
  ...['adding-required-field', 'adding-serial-primary-key-field', 'ban-concurrent-index-creation-in-transaction'],
  ...['ban-drop-column', 'ban-drop-table', 'ban-truncate-cascade', 'changing-column-type'],
  ...['constraint-missing-not-valid', 'disallowed-unique-constraint', 'renaming-column', 'renaming-table'],
  ...['require-concurrent-index-creation', 'require-concurrent-index-deletion', 'require-concurrent-partition-detach'],
  ...['require-concurrent-reindex', 'syntax-error'],
]

/** What Squawk has no rule for: by how a statement begins. */
const OWN: readonly [rule: string, pattern: RegExp, message: string][] = [
  ['locks-table', /^LOCK\b/i, 'Everybody who wants the table waits until the migration has ended.'],
  [
    'changes-rows',
    /^(UPDATE|DELETE|WITH\b[\s\S]*\b(UPDATE|DELETE))\b/i,
    'The rows stay locked until the migration has ended.',
  ],
  ['hides-statements', /^DO\b/i, 'What it does cannot be seen from here.'],
  ['rewrites-table', /^(VACUUM|CLUSTER|TRUNCATE|REFRESH)\b/i, 'Nobody reads the table meanwhile.'],
  [
    'rewrites-table',
    /^ALTER TABLE\b[\s\S]*\bSET (UN)?LOGGED\b/i,
    'The table is rewritten, and nobody reads it meanwhile.',
  ],
  ['rewrites-table', /^ALTER TABLE\b[\s\S]*\bSET TABLESPACE\b/i, 'The table is moved, and nobody reads it meanwhile.'],
  ['locks-table', /^ALTER TABLE\b[\s\S]*\bATTACH PARTITION\b/i, 'The partition is read whole under a lock.'],
]

/**
 * From before there was a lint, and no longer to be edited: their checksums stand in databases. Databases that have them are
 * past them, new ones are empty; docs/operations.md says how a large one that is older gets over them.
 */
export const BEFORE_LINT: readonly string[] = [
  '20261121050000_search',
  '20261125161000_periods',
  '20261125162000_text',
  '20261125163000_way_back',
  '20261125180000_unit_sort',
  '20261125200000_look_up_by_id',
  '20261126060000_times_of_grants',
]

/** Above a statement, or in it: why it may be run while requests are served. */
const MARK = /while serving:\s*\S+\s+\S+/i

export interface Fault {
  readonly migration: string
  readonly line: number
  readonly rule: string
  readonly message: string
}

const Reported = z.array(z.object({ file: z.string(), line: z.int(), rule_name: z.string(), message: z.string() }))

/** What it prints: it ends with 1 when it finds anything. @throws Error when it cannot be run */
const runSquawk = (args: readonly string[]): Promise<string> =>
  promisify(execFile)('squawk', args, { maxBuffer: 2 ** 26 }).then(
    ({ stdout }) => stdout,
    (error: { code?: unknown; stdout?: string }) => {
      if (error.code !== 1 || !error.stdout) throw error
      return error.stdout
    },
  )

/** What Squawk says of each, those that run in a transaction and those that do not by themselves. */
async function squawk(migrations: readonly Migration[]): Promise<Fault[]> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-lint-'))
  try {
    const faults: Fault[] = []
    const byMode = Map.groupBy(migrations, ({ sql }) => concurrentIndexOf(sql) === undefined)
    for (const [inTransaction, those] of byMode) {
      const paths = those.map(({ name }) => join(folder, name))
      for (const [at, path] of paths.entries()) await writeFile(path, those[at]?.sql ?? '')
      const mode = inTransaction ? ['--assume-in-transaction'] : []
      const printed = await runSquawk(['--pg-version', '15', '--reporter', 'json', ...mode, ...paths])
      for (const { file, line, rule_name: rule, message } of Reported.parse(JSON.parse(printed)))
        if (RULES.includes(rule)) faults.push({ migration: basename(file), line: line + 1, rule, message })
    }
    return faults
  } finally {
    await rm(folder, { recursive: true })
  }
}

const ownFaults = ({ name: migration, sql }: Migration): Fault[] =>
  statementsOf(sql).flatMap(({ text, lines: [line] }) =>
    OWN.filter(([, pattern]) => pattern.test(text)).map(([rule, , message]) => ({ migration, line, rule, message })),
  )

const isMarked = ({ comments }: Statement): boolean => MARK.test(comments.join(' ').replaceAll(/\n?--/g, ' '))

/** Statements that rewrite, lock for long or break the version before, and are not marked with why that is all right here. */
export async function lint(migrations: readonly Migration[]): Promise<Fault[]> {
  const marked = new Map(migrations.map(({ name, sql }) => [name, statementsOf(sql).filter(isMarked)]))
  const isExcused = ({ migration, line }: Fault) =>
    marked.get(migration)?.some(({ lines: [first, last] }) => first <= line && line <= last) === true
  const faults = [...(await squawk(migrations)), ...migrations.flatMap(ownFaults)]
  return faults.filter((fault) => !isExcused(fault)).toSorted((one, other) => one.line - other.line)
}

/** Of all that were written since there is a lint. */
export const sinceLint = (migrations: readonly Migration[]): Migration[] =>
  migrations.filter(({ name }) => !BEFORE_LINT.includes(name))

/** One line for each fault. */
export const describeFault = ({ migration, line, rule, message }: Fault): string =>
  `${migration}:${line} ${rule}: ${message} Mark it with a comment "-- while serving: …" that says why it may be run.`
