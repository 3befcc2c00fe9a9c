import type { Client } from '@latchkey/client'
import type { Operator } from '../api/operator.ts'
import { showProgress } from '../api/progress.ts'
import { carryOut } from './carry-out.ts'
import { resolveNames } from './names.ts'
import { fold, readOrg, readPermissions } from './org.ts'
import { neededPermissions, type Outcome, type Planned, rehearse } from './rehearse.ts'
import { type Row, readRows } from './row.ts'
import { readTable } from './table.ts'
import { resolveTimes } from './times.ts'

export interface Told extends Planned {
  /** What has become of it; nothing after a rehearsal alone. */
  readonly outcome: Outcome | undefined
  /** Whether the org, read again, has all that the row says; true of a conflict, which changes nothing. */
  readonly holds: boolean
}

export interface Options {
  readonly dryRun: boolean
  /** Requests at the same time. */
  readonly atOnce: number
}

/** The result differs from the rehearsal: somebody else changed the org meanwhile. */
export const isSurprise = ({ expected, outcome, holds }: Told): boolean =>
  outcome !== undefined && (!holds || outcome.action !== expected.action || outcome.code !== expected.code)

async function assertPermitted(client: Client, rows: readonly Row[]): Promise<void> {
  const held = await readPermissions(client)
  const missing = neededPermissions(rows).filter((key) => !held.has(key))
  if (missing.length > 0) throw new Error(`whoever imports this needs ${missing.join(', ')} in the whole org`)
}

/**
 * Rehearses what every line of the file comes to and, unless it is a dry run, carries it out and reads again that all
 * of it holds. Who is new is invited by mail.
 * @throws FileFaults before anything is changed, LatchkeyError, UnreachableError, or Error
 */
export async function importPeople(
  operator: Operator,
  bytes: Uint8Array,
  { dryRun, atOnce }: Options,
): Promise<Told[]> {
  const rows = readRows(readTable(bytes))
  await assertPermitted(operator.client, rows)
  const named = new Set(rows.flatMap(({ building }) => (building === '' ? [] : [building, fold(building)])))
  const plan = async () => {
    const org = await readOrg(operator, named)
    return rehearse(await resolveTimes(resolveNames(rows, org), org), org, Date.now())
  }
  const planned = await plan()
  if (dryRun) return planned.map((one) => ({ ...one, outcome: undefined, holds: true }))
  const progress = showProgress('rows', planned.length)
  const outcomes = await carryOut(operator.client, planned, atOnce, progress.step).finally(progress.end)
  const afterwards = await plan()
  return planned.map((one, at) => {
    const outcome = outcomes[at]
    const holds = outcome?.action === 'conflict' || afterwards[at]?.expected.action === 'unchanged'
    return { ...one, outcome, holds }
  })
}
