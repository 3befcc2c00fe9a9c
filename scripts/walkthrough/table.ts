/** One line of the walkthrough. */
export interface Row {
  readonly step: string
  readonly request: string
  readonly expected: string
  readonly got: string
}

const COLUMNS = ['step', 'request', 'expected', 'got'] as const
const MAX_WIDTH = 62

const isDifferent = ({ expected, got }: Row): boolean => expected !== got
const cut = (text: string): string => (text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text)

/** The table as text; a line whose answer differs is marked and shown in full below. */
export function render(rows: readonly Row[]): string {
  const widths = COLUMNS.map((column) => Math.max(column.length, ...rows.map((row) => cut(row[column]).length)))
  const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  const body = rows.map((row) => `${isDifferent(row) ? '✗' : '✓'} ${line(COLUMNS.map((column) => cut(row[column])))}`)
  const differences = rows
    .filter(isDifferent)
    .map((row) => `✗ ${row.step}\n  expected ${row.expected}\n  got      ${row.got}`)
  return [`  ${line(COLUMNS)}`, `  ${line(widths.map((width) => '-'.repeat(width)))}`, ...body, ...differences].join(
    '\n',
  )
}

export const differences = (rows: readonly Row[]): number => rows.filter(isDifferent).length
