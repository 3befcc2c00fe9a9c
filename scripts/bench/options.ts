import { parseArgs } from 'node:util'

export const USAGE = `Usage: pnpm bench [options]
  --only LINES    the lines to measure, by number: --only 1,2,0a
  --quick         a tenth of the data, fewer and shorter rounds: tells whether all works, not how fast it is
  --seconds N     how long a round lasts, 1 to 60
  --no-write      leave docs/benchmarks.md alone; it is written by whole runs only (neither --only nor --quick)`

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Options {
  readonly lines: readonly string[]
  readonly quick: boolean
  /** The length of one round. */
  readonly seconds: number
  readonly rounds: number
  readonly writes: boolean
}

const SECONDS = { whole: 3, quick: 1, most: 60 } as const
const ROUNDS = { whole: 5, quick: 2 } as const

function parse(args: string[]) {
  try {
    const options = {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    } as const
    return parseArgs({ args, options, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
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
  const { only, quick, seconds, 'no-write': noWrite } = parse(args)
  const length = seconds === undefined ? SECONDS[quick ? 'quick' : 'whole'] : Number(seconds)
  if (!Number.isInteger(length) || length < 1 || length > SECONDS.most) {
    throw new UsageError(`--seconds takes a whole number from 1 to ${SECONDS.most}`)
  }
  return {
    lines: linesOf(only, known),
    quick,
    seconds: length,
    rounds: ROUNDS[quick ? 'quick' : 'whole'],
    writes: !noWrite && !quick && only === undefined,
  }
}
