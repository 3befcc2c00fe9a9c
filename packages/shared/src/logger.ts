import { type DestinationStream, type Logger, pino } from 'pino'
import { batchedOutput } from './log-output.ts'
import { loggedError } from './logged-error.ts'

export type { Logger } from 'pino'

let [millisecond, written] = [0, '']

/** The time as a member of a line, written once per millisecond. */
const now = (): string => {
  const current = Date.now()
  if (current !== millisecond) {
    millisecond = current
    written = `,"time":"${new Date(current).toISOString()}"`
  }
  return written
}

/** Structured JSON lines. Secrets are kept out where a line is made: only members that are named get into one. */
export const createLogger = (
  service: string,
  level: string,
  destination: DestinationStream = batchedOutput(),
): Logger =>
  pino({ level, base: { service }, timestamp: now, serializers: { err: (err) => loggedError(err) } }, destination)

/** Writes a line for each of these members, JSON already and without braces, at level info. */
export type LineWriter = (lines: readonly string[]) => void

/** The way past pino's serialization for lines of which there is one per request or more; its level is not asked. */
export function lineWriter(logger: Logger): LineWriter {
  // safe because pino keeps the stream of every logger under this symbol of its own
  const { [pino.symbols.streamSym]: stream } = logger as unknown as Record<symbol, DestinationStream>
  if (stream === undefined) throw new Error('a logger has a stream')
  const service = JSON.stringify(logger.bindings()['service'])
  return (lines) => {
    const begin = `{"level":30${now()},"service":${service},`
    let text = ''
    for (const members of lines) text += `${begin}${members}}\n`
    stream.write(text)
  }
}
