import type { Bench } from '../bench.ts'
import { isMet, type Line, type Result, type Row } from '../result.ts'

/** What became of a line. */
export interface Outcome {
  readonly line: Line<Bench>
  readonly rows: readonly Row[]
  readonly failure?: string
}

const isResult = (row: Row): row is Result => 'ratio' in row

/** Whether a line was measured to its end and met its targets. */
export const isGood = ({ rows, failure }: Outcome): boolean =>
  failure === undefined && rows.every((row) => !isResult(row) || isMet(row))

const HEADER = ['#', 'what', 'measured against', 'Latchkey', 'ratio or value', 'target', 'met']

function cellsOf(id: string, row: Row): string[] {
  if (!isResult(row)) return [id, row.omitted, '–', '–', '–', '–', 'not measured']
  const { kind, value, unit } = row.target
  const target = `${kind === 'at least' ? '≥' : '≤'} ${value}${unit}`
  return [
    id,
    row.what,
    row.reference,
    row.ours,
    `${row.ratio.toFixed(2)}${unit}`,
    target,
    isMet(row) ? 'yes' : '**no**',
  ]
}

const linesOf = ({ line, rows, failure }: Outcome): string[][] => [
  ...rows.map((row) => cellsOf(line.id, row)),
  ...(failure === undefined ? [] : [[line.id, line.title, '–', 'see below', '–', '–', '**failed**']]),
]

const notesOf = ({ line, rows, failure }: Outcome): string[] => [
  ...rows.filter(isResult).flatMap((row) => row.notes ?? []),
  ...(failure === undefined ? [] : [`Line ${line.id} failed: ${failure}`]),
]

const pad = (cells: readonly string[], widths: readonly number[]): string =>
  `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`

/** A table in Markdown that is read in a terminal as well, with the notes of its rows below. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const lines = outcomes.flatMap(linesOf)
  const widths = HEADER.map((name, column) =>
    Math.max(name.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  )
  const notes = outcomes.flatMap(notesOf)
  const rule = pad(
    widths.map((width) => '-'.repeat(width)),
    widths,
  )
  return [
    pad(HEADER, widths),
    rule,
    ...lines.map((cells) => pad(cells, widths)),
    ...notes.map((note) => `\n${note}`),
  ].join('\n')
}
