import { type DestinationStream, pino } from 'pino'

const BATCH_BYTES = 64 * 1024
const BATCH_MS = 100
/** What is kept while nobody reads the output; lines beyond it are dropped rather than the process. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/** The most that a UTF-16 unit takes in UTF-8. */
const BYTES_PER_UNIT = 3

/**
 * Standard output, written in batches behind the event loop's back. Everything is written when the process exits, whether
 * it was told to or crashed; `kill -9` loses what waits: at most 64 KiB or 100 ms, and the write that was under way.
 */
export function batchedOutput(): DestinationStream {
  let batch = Buffer.allocUnsafeSlow(BATCH_BYTES)
  let length = 0
  const flush = () => {
    if (length === 0) return
    output.write(batch.subarray(0, length))
    batch = Buffer.allocUnsafeSlow(BATCH_BYTES)
    length = 0
  }
  // Before pino's own listeners, which write what it holds then.
  process.on('beforeExit', flush).on('exit', flush)
  const stream = pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING_BYTES, contentMode: 'buffer' })
  // safe because in this mode it takes bytes, which its types do not tell
  const output = stream as unknown as { write(bytes: Buffer): void }
  setInterval(flush, BATCH_MS).unref()
  return {
    // Bytes at once: as strings, lines that wait are copied by every collection of the young generation.
    write: (line) => {
      if (length + line.length * BYTES_PER_UNIT > BATCH_BYTES) flush()
      if (line.length * BYTES_PER_UNIT > BATCH_BYTES) output.write(Buffer.from(line))
      else length += batch.write(line, length)
    },
  }
}
