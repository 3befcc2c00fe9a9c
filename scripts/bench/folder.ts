import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files in memory, on Linux. */
const MEMORY = '/dev/shm'
/** As much as the logs of one comparison take at most. */
const NEEDED_BYTES = 4 * 1024 ** 3

function hasRoom(place: string): boolean {
  if (!existsSync(place)) return false
  const { bavail, bsize } = statfsSync(place)
  return bavail * bsize >= NEEDED_BYTES
}

/** Whether requests and logs are files in memory, so that nobody waits for the disk. */
export const isInMemory = hasRoom(MEMORY)

/** For requests, logs and mails; gone when the process exits. */
export function createFolder(): string {
  const folder = mkdtempSync(join(isInMemory ? MEMORY : tmpdir(), 'latchkey-bench-'))
  chmodSync(folder, 0o711)
  mkdirSync(join(folder, 'data'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
