import { Presets, SingleBar } from 'cli-progress'
import type { Line } from '../result.ts'

/** What is being measured, for people who wait. */
export interface Progress {
  begin(line: Pick<Line<never>, 'id' | 'title' | 'parts'>): void
  say(what: string): void
  /** Some of a part of the line is done: 1 is a whole part. */
  advance(share: number): void
  end(): void
}

const nothing = () => undefined
const WHOLE_LINE = 100

/** A bar on a terminal; elsewhere one line of text for each line of the benchmark, with the seconds since the start. */
export function createProgress(lines: number): Progress {
  if (!process.stderr.isTTY) {
    const begin: Progress['begin'] = ({ id, title }) =>
      console.error(`${process.uptime().toFixed(0).padStart(4)} s  measuring ${id} ${title}`)
    return { begin, say: nothing, advance: nothing, end: nothing }
  }
  const format = ' {bar} {percentage} % | {duration_formatted} | {line}: {what}'
  const bar = new SingleBar(
    { format, clearOnComplete: true, hideCursor: true, linewrap: false },
    Presets.shades_classic,
  )
  let begun = 0
  let done = 0
  let parts = 1
  bar.start(lines * WHOLE_LINE, 0, { line: '', what: '' })
  return {
    begin: (line) => {
      done = WHOLE_LINE * begun
      begun += 1
      parts = line.parts
      bar.update(done, { line: line.id, what: line.title })
    },
    say: (what) => bar.update({ what }),
    advance: (share) => {
      done = Math.min(WHOLE_LINE * begun, done + (WHOLE_LINE * share) / parts)
      bar.update(Math.round(done))
    },
    end: () => bar.stop(),
  }
}
