import { renameSync, writeFileSync } from 'node:fs'
import type { Fault } from './fault.ts'
import { isSurprise, type Told } from './import-people.ts'

const HEADER = ['line', 'column', 'action', 'email', 'code', 'message']

/** The column on which a refusal turns. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  user_disabled: 'email',
  unit_occupied: 'unit',
  self_change: 'roles',
}

const MESSAGE_OF: Readonly<Record<string, string>> = {
  user_disabled: 'is disabled: enable them first',
  unit_occupied: 'somebody else lives there',
  self_change: 'nobody gives themselves a role',
  grant_exceeds_authority: 'is more than whoever imports holds',
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const csv = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')

function toldLine(one: Told): string[] {
  const { row, expected, outcome, holds } = one
  const { action, code = '' } = outcome ?? expected
  const byGrant = row.roleKeys.length > 0 ? 'roles' : 'assignments'
  const column = code === '' ? '' : (COLUMN_OF[code] ?? (code === 'grant_exceeds_authority' ? byGrant : ''))
  const surprise = holds ? `told beforehand: ${expected.action}` : 'does not hold any more: import it again'
  return [String(row.line), column, action, row.email, code, isSurprise(one) ? surprise : (MESSAGE_OF[code] ?? '')]
}

/** One line for each row of the file, in its order. */
export const resultOf = (told: readonly Told[]): string => csv([HEADER, ...told.map(toldLine)])

/** One line for each fault. */
export const faultsOf = (faults: readonly Fault[]): string =>
  csv([HEADER, ...faults.map(({ line, column = '', message }) => [String(line), column, 'fault', '', '', message])])

/** Whole or not at all. */
export function writeResult(path: string, text: string): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text)
  renameSync(draft, path)
}
