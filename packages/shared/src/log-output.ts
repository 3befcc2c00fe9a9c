import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { type DestinationStream, pino } from 'pino'

const BATCH_BYTES = 64 * 1024
/** Of the buffer that lines gather in: a batch, and what may be written behind it before it is full. */
const BUFFER_BYTES = 4 * BATCH_BYTES
const BATCH_MS = 100
/** What is kept while nobody reads the output; lines beyond it are dropped rather than the process. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/** The most that a UTF-16 unit takes in UTF-8. */
const BYTES_PER_UNIT = 3
const STANDARD_OUTPUT = 1
/** Lines tell who did what: for their owner alone. */
const FILE_MODE = 0o600

export interface LogOutput extends DestinationStream {
  /** Writes what waits, then opens the file of the same name anew, for whoever has moved the old one away. */
  reopen(): void
}

const isFile = (to: number | string): boolean => (typeof to === 'number' ? fstatSync(to) : statSync(to)).isFile()

/**
 * Standard output, another descriptor or a file, written in batches: to a file at once, so that whoever logs faster than
 * it takes lines is slowed down and loses none; to a pipe behind the event loop's back, since nobody may read it.
 * Everything is written when the process exits, whether it was told to or crashed; `kill -9` loses what waits: at most
 * 64 KiB or 100 ms, and the write that was under way.
 * @param onError told why something could not be written; it is tried again with the next batch
 * @throws the error of a file that cannot be opened
 */
export function batchedOutput(
  to: number | string = STANDARD_OUTPUT,
  onError: (error: Error) => void = () => undefined,
): LogOutput {
  if (typeof to === 'string') closeSync(openSync(to, 'a', FILE_MODE))
  const gathered = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  let length = 0
  const flush = () => {
    if (length === 0) return
    // A copy, for what cannot be written yet is kept.
    output.write(Buffer.from(gathered.subarray(0, length)))
    length = 0
  }
  // Before pino's own listeners, which write what it holds then.
  process.on('beforeExit', flush).on('exit', flush)
  const place = { dest: to, append: true, mode: FILE_MODE }
  const stream = pino.destination({ ...place, sync: isFile(to), maxLength: MAX_WAITING_BYTES, contentMode: 'buffer' })
  // Without a listener the process would end by it.
  stream.on('error', onError)
  // safe because in this mode it takes bytes, which its types do not tell
  const output = stream as unknown as { write(bytes: Buffer): void }
  setInterval(flush, BATCH_MS).unref()
  return {
    // Bytes at once: as strings, lines that wait are copied by every collection of the young generation.
    write: (lines) => {
      const most = lines.length * BYTES_PER_UNIT
      if (length + most > BUFFER_BYTES) flush()
      if (most > BUFFER_BYTES) output.write(Buffer.from(lines))
      else length += gathered.write(lines, length)
      if (length >= BATCH_BYTES) flush()
    },
    reopen: () => {
      flush()
      stream.reopen()
    },
  }
}
