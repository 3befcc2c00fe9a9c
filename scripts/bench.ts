import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Bench, createBench } from './bench/bench.ts'
import { stopChildren } from './bench/children.ts'
import { LINES } from './bench/lines.ts'
import { wrkVersion } from './bench/load/wrk.ts'
import { type Options, readOptions, USAGE, UsageError } from './bench/options.ts'
import { pageOf } from './bench/report/page.ts'
import { createProgress } from './bench/report/progress.ts'
import { isGood, type Outcome, tableOf } from './bench/report/table.ts'
import type { Line, Row } from './bench/result.ts'

const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))
const INTERRUPTED = 130

async function measure(line: Line<Bench>, bench: Bench): Promise<Outcome> {
  bench.progress.begin(line)
  const rows: Row[] = []
  try {
    for await (const row of line.run(bench)) rows.push(row)
    return { line, rows }
  } catch (error) {
    return { line, rows, failure: error instanceof Error ? error.message : String(error) }
  }
}

/** What is undone in the end, whatever the end is. */
const undos: (() => Promise<void>)[] = [stopChildren]

let interrupted = false
let stopped: Promise<void> | undefined

const stopAll = (): Promise<void> => {
  stopped ??= (async () => {
    for (const undo of undos) await undo()
  })()
  return stopped
}

async function measureAll(options: Options): Promise<readonly Outcome[]> {
  const progress = createProgress(options.lines.length)
  const { bench, end } = createBench(options, progress)
  undos.push(end, async () => progress.end())
  const outcomes: Outcome[] = []
  for (const line of LINES.filter(({ id }) => options.lines.includes(id))) {
    if (interrupted) break
    outcomes.push(await measure(line, bench))
  }
  await stopAll()
  return outcomes
}

/** @returns whether all targets were met */
async function run(args: string[]): Promise<boolean> {
  const options = readOptions(
    args,
    LINES.map(({ id }) => id),
  )
  if (wrkVersion() === undefined) {
    throw new UsageError('The load comes from wrk, which is not on PATH: apt-get install wrk, or brew install wrk')
  }
  const started = new Date()
  const outcomes = await measureAll(options)
  const table = tableOf(outcomes)
  console.log(table)
  if (options.writes && !interrupted) writeFileSync(PAGE, pageOf(table, options, started))
  return outcomes.every(isGood)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A second one does not wait for what is being stopped.
    if (interrupted) process.exit(INTERRUPTED)
    interrupted = true
    // What is being measured fails by it; what was measured before is still told.
    void stopAll()
  })
}

try {
  const isGoodRun = await run(process.argv.slice(2))
  if (interrupted) process.exit(INTERRUPTED)
  process.exit(isGoodRun ? 0 : 1)
} catch (error) {
  const misused = error instanceof UsageError
  console.error(misused ? `${error.message}\n\n${USAGE}` : error)
  process.exit(misused ? 2 : 1)
}
