import { Presets, SingleBar } from 'cli-progress'

/** What is being measured, for people who wait. */
export interface Progress {
  begin(line: string): void
  say(what: string): void
  end(): void
}

/** A bar on a terminal; elsewhere one line of text for each line of the benchmark. */
export function createProgress(lines: number): Progress {
  if (!process.stderr.isTTY) {
    return { begin: (line) => console.error(`measuring ${line}`), say: () => undefined, end: () => undefined }
  }
  const format = ' {bar} {value}/{total} | {duration_formatted} | {line}: {what}'
  const bar = new SingleBar(
    { format, clearOnComplete: true, hideCursor: true, linewrap: false },
    Presets.shades_classic,
  )
  let begun = 0
  bar.start(lines, 0, { line: '', what: '' })
  return {
    begin: (line) => {
      bar.update(begun, { line, what: '' })
      begun += 1
    },
    say: (what) => bar.update({ what }),
    end: () => bar.stop(),
  }
}
