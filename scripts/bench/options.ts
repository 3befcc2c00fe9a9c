import { parseArgs } from 'node:util'

export const USAGE = `Usage: pnpm bench [options]
  --only LINES    the lines to measure, by number: --only 1,2,0a
  --quick         little data and few rounds: tells whether all works, not how fast it is
  --full          a million users and occupancies, more rounds: takes an hour
  --seconds N     how long a round lasts, 1 to 60
  --no-write      leave docs/benchmarks.md alone; it is written by whole runs only (neither --only nor --quick)`

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** How much is measured, the largest org of each axis of growth included. */
interface Size {
  /** Of one comparison. */
  readonly rounds: number
  /** Processes of authz, and of the limit, among whom the rounds of checks are shared out. */
  readonly copies: number
  /** The length of one round. */
  readonly seconds: number
  /** How long a decision point is asked before: until V8 has compiled what is run again and again. */
  readonly warmUpSeconds: number
  readonly buildings: number
  readonly assignments: number
  readonly users: number
  readonly occupancies: number
  /** How long core-api is read from while its memory is looked at. */
  readonly readSeconds: number
}

const QUICK: Size = {
  rounds: 2,
  copies: 1,
  seconds: 2,
  warmUpSeconds: 1,
  buildings: 1_000,
  assignments: 100,
  users: 50_000,
  occupancies: 50_000,
  readSeconds: 5,
}
const USUAL: Size = {
  rounds: 7,
  copies: 3,
  seconds: 1,
  warmUpSeconds: 10,
  buildings: 10_000,
  assignments: 1_000,
  users: 200_000,
  occupancies: 200_000,
  readSeconds: 60,
}
const FULL: Size = { ...USUAL, rounds: 5, seconds: 3, users: 1_000_000, occupancies: 1_000_000, readSeconds: 600 }

const LONGEST_ROUND = 60

export interface Options extends Size {
  readonly lines: readonly string[]
  readonly writes: boolean
}

function parse(args: string[]) {
  try {
    const options = {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    } as const
    return parseArgs({ args, options, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function sizeOf(quick: boolean, full: boolean): Size {
  if (quick && full) throw new UsageError('--quick and --full do not go together')
  if (quick) return QUICK
  return full ? FULL : USUAL
}

function linesOf(only: string | undefined, known: readonly string[]): readonly string[] {
  if (only === undefined) return known
  const asked = only.split(',').map((line) => line.trim())
  const unknown = asked.find((line) => !known.includes(line))
  if (unknown !== undefined) throw new UsageError(`There is no line "${unknown}": ${known.join(', ')}`)
  return known.filter((line) => asked.includes(line))
}

/** @throws UsageError for an option, a line or a value that is not known */
export function readOptions(args: string[], known: readonly string[]): Options {
  const { only, quick, full, seconds, 'no-write': noWrite } = parse(args)
  const size = sizeOf(quick, full)
  const length = seconds === undefined ? size.seconds : Number(seconds)
  if (!Number.isInteger(length) || length < 1 || length > LONGEST_ROUND) {
    throw new UsageError(`--seconds takes a whole number from 1 to ${LONGEST_ROUND}`)
  }
  const writes = !noWrite && !quick && only === undefined
  return { ...size, seconds: length, lines: linesOf(only, known), writes }
}
