import { type DestinationStream, pino } from 'pino'

const BATCH_CHARACTERS = 64 * 1024
const BATCH_MS = 100
/** What is kept while nobody reads the output; lines beyond it are dropped rather than the process. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024

/**
 * Standard output, written in batches behind the event loop's back. Everything is written when the process exits, whether
 * it was told to or crashed; `kill -9` loses what waits: at most 64 KiB or 100 ms, and the write that was under way.
 */
export function batchedOutput(): DestinationStream {
  let batch = ''
  const flush = () => {
    if (batch === '') return
    const lines = batch
    batch = ''
    output.write(lines)
  }
  // Before pino's own listeners, which write what it holds then.
  process.on('beforeExit', flush).on('exit', flush)
  const output = pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING_BYTES })
  setInterval(flush, BATCH_MS).unref()
  return {
    // pino's stream measures what waits on each write: a line at a time costs more than all else about the line.
    write: (line) => {
      batch += line
      if (batch.length >= BATCH_CHARACTERS) flush()
    },
  }
}
