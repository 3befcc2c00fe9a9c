import { type DestinationStream, type Logger, pino } from 'pino'
import { batchedOutput } from './log-output.ts'
import { loggedError } from './logged-error.ts'

export type { Logger } from 'pino'

/** What a text with the time in it says now, as ISO 8601; written once per millisecond. */
const perMillisecond = (write: (time: string) => string): (() => string) => {
  let [millisecond, written] = [0, '']
  return () => {
    const now = Date.now()
    if (now !== millisecond) {
      millisecond = now
      written = write(new Date(now).toISOString())
    }
    return written
  }
}
const timestamp = perMillisecond((time) => `,"time":"${time}"`)

/** Structured JSON lines. Secrets are kept out where a line is made: only members that are named get into one. */
export const createLogger = (
  service: string,
  level: string,
  destination: DestinationStream = batchedOutput(),
): Logger => pino({ level, base: { service }, timestamp, serializers: { err: (err) => loggedError(err) } }, destination)

/** The way past pino's serialization for lines of which there is one per request or more; the level is not asked. */
export interface LineWriter {
  /** How a line at level info begins now; its members follow, JSON already. */
  begin(): string
  /** Writes whole lines, each with its end. */
  write(lines: string): void
}

export function lineWriter(logger: Logger): LineWriter {
  // safe because pino keeps the stream of every logger under this symbol of its own
  const { [pino.symbols.streamSym]: stream } = logger as unknown as Record<symbol, DestinationStream>
  if (stream === undefined) throw new Error('a logger has a stream')
  const service = JSON.stringify(logger.bindings()['service'])
  // Joined, it is one string in memory, which is copied into lines faster than a chain of its parts.
  const begin = perMillisecond((time) => ['{"level":30,"time":"', time, '","service":', service, ','].join(''))
  return { begin, write: (lines) => void stream.write(lines) }
}
