import { Presets, SingleBar } from 'cli-progress'

/** How far something is, for people who wait. */
export interface Progress {
  /** One of the whole is done. */
  step(): void
  end(): void
}

/** A bar on a terminal; elsewhere a line of text when it begins. */
export function showProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) {
    console.error(`${what}: ${total}`)
    return { step: () => undefined, end: () => undefined }
  }
  const format = ` {bar} {value}/{total} | {eta_formatted} | ${what}`
  const bar = new SingleBar({ format, hideCursor: true, linewrap: false }, Presets.shades_classic)
  bar.start(total, 0)
  return { step: () => bar.increment(), end: () => bar.stop() }
}
