import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

const FLUSH_BYTES = 4_096
const FLUSH_MS = 100
/** What is kept while nobody reads the output; lines beyond it are dropped rather than the process. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024

/**
 * Standard output, written behind the event loop's back. It is flushed when the process exits, whether it was told to or
 * crashed; `kill -9` loses what waits: at most the last 4 KiB or 100 ms, and the write that was under way.
 */
const standardOutput = (): DestinationStream =>
  pino.destination({
    dest: 1,
    sync: false,
    minLength: FLUSH_BYTES,
    periodicFlush: FLUSH_MS,
    maxLength: MAX_WAITING_BYTES,
  })

const now = (): string => `,"time":"${new Date().toISOString()}"`

/** Structured JSON lines. Secrets are kept out where a line is made: only members that are named get into one. */
export const createLogger = (service: string, level: string, destination = standardOutput()): Logger =>
  pino({ level, base: { service }, timestamp: now }, destination)

/** Writes a line of these members, JSON already and without braces, at level info. */
export type LineWriter = (members: string) => void

/** The way past pino's serialization for lines of which there is one per request; its level is not asked. */
export function lineWriter(logger: Logger): LineWriter {
  // safe because pino keeps the stream of every logger under this symbol of its own
  const { [pino.symbols.streamSym]: stream } = logger as unknown as Record<symbol, DestinationStream>
  if (stream === undefined) throw new Error('a logger has a stream')
  const service = JSON.stringify(logger.bindings()['service'])
  return (members) => stream.write(`{"level":30${now()},"service":${service},${members}}\n`)
}
