import { CsvError, parse } from 'csv-parse/sync'
import { type Fault, FileFaults } from './fault.ts'

/** Every column there is; the first two must be there. */
const TIME_COLUMNS = ['starts', 'ends', 'movein', 'moveout'] as const
const COLUMNS = ['email', 'name', 'roles', 'building', 'assignments', 'unit', ...TIME_COLUMNS] as const
export type Column = (typeof COLUMNS)[number]
/** From when until when roles and assignments count, and somebody lives there. */
export type TimeColumn = (typeof TIME_COLUMNS)[number]
const REQUIRED: readonly Column[] = ['email', 'name']

/** As spreadsheets save them. */
const DELIMITERS = [',', ';', '\t'] as const

/** One line of the file; a column that is absent or empty is the empty text. */
export interface Line {
  readonly line: number
  readonly cells: Readonly<Record<Column, string>>
}

interface Parsed {
  readonly line: number
  readonly record: readonly string[]
}

const isColumn = (name: string): name is Column => COLUMNS.some((column) => column === name)
const normal = (header: string): string => header.trim().toLowerCase()

const faultAt = (line: number, message: string, column?: string): FileFaults =>
  new FileFaults([{ line, column, message }])

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw faultAt(1, 'the file is not UTF-8: save it as “CSV UTF-8”')
  }
}

function parseWith(text: string, delimiter: string): Parsed[] {
  const lineBreaks = (record: readonly string[]) => record.join('').split(/\r\n|\r|\n/).length - 1
  try {
    // safe because of the option info each record comes with it
    const records = parse(text, {
      ...{ delimiter, info: true, relax_column_count: true, skip_empty_lines: true },
    }) as unknown as { info: { lines: number }; record: string[] }[]
    return records.map(({ info, record }) => ({ line: info.lines - lineBreaks(record), record }))
  } catch (error) {
    if (error instanceof CsvError) throw faultAt(Number(error['lines'] ?? 1), `is not CSV: ${error.message}`)
    throw error
  }
}

/** The first line names the columns: it tells by which character they are separated. */
function delimiterOf(text: string): string {
  const [header = ''] = text.trimStart().split(/[\r\n]/, 1)
  const known = (delimiter: string) =>
    header.split(delimiter).filter((name) => isColumn(normal(name.replaceAll('"', '')))).length
  return DELIMITERS.toSorted((one, other) => known(other) - known(one))[0] ?? ','
}

function headerFaults(names: readonly string[], line: number): Fault[] {
  const all = `the columns are ${COLUMNS.join(', ')}`
  const unknown = names.filter((name) => !isColumn(name))
  const twice = names.filter((name, at) => isColumn(name) && names.indexOf(name) !== at)
  const missing = REQUIRED.filter((name) => !names.includes(name))
  return [
    ...unknown.map((column) => ({ line, column, message: `is not a column: ${all}` })),
    ...twice.map((column) => ({ line, column, message: 'is there twice' })),
    ...missing.map((column) => ({ line, column, message: `is missing: ${all}` })),
  ]
}

/**
 * The lines of a CSV file with a header: UTF-8 with or without a byte order mark, any line break, comma, semicolon or
 * tab, quotes as RFC 4180 has them. Blank lines are left out.
 * @throws FileFaults
 */
export function readTable(bytes: Uint8Array): Line[] {
  const text = decode(bytes)
  const [header, ...records] = parseWith(text, delimiterOf(text))
  if (header === undefined) throw faultAt(1, 'the file is empty')
  const names = header.record.map(normal)
  const faults = headerFaults(names, header.line)
  const lines = records.filter(({ record }) => record.some((cell) => cell.trim() !== ''))
  const wrong = lines.filter(({ record }) => record.length !== names.length)
  const message = ({ record }: Parsed) => `has ${record.length} cells, the header ${names.length}`
  faults.push(...wrong.map((one) => ({ line: one.line, column: undefined, message: message(one) })))
  if (faults.length > 0) throw new FileFaults(faults)
  const cell = (record: readonly string[], column: Column) => record[names.indexOf(column)]?.trim() ?? ''
  return lines.map(({ line, record }) => ({
    line,
    cells: {
      ...{ email: cell(record, 'email'), name: cell(record, 'name'), roles: cell(record, 'roles') },
      ...{ building: cell(record, 'building'), assignments: cell(record, 'assignments'), unit: cell(record, 'unit') },
      ...{ starts: cell(record, 'starts'), ends: cell(record, 'ends') },
      ...{ movein: cell(record, 'movein'), moveout: cell(record, 'moveout') },
    },
  }))
}
