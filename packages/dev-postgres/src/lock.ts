import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, LaunchError, messageOf } from './errors.ts'
import { inspectProcess, isRunning } from './inspect.ts'

export interface Lock {
  /** Whether the launcher that had it before did not end by itself. */
  readonly takenOver: boolean
  release(): void
}

const ATTEMPTS = 20
/** How often an empty lock is looked at again before it counts as one that was cut short. */
const EMPTY_ATTEMPTS = 5
const SETTLE_MS = 100

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The pid and, where the system tells it, when the process began: pids are used again. */
const identity = (pid: number): string => `${pid} ${inspectProcess(pid)?.startTime ?? ''}`.trim()

function holderOf(content: string | undefined): number | undefined {
  const pid = Number.parseInt(content ?? '', 10)
  return Number.isInteger(pid) && isRunning(pid) && identity(pid) === content ? pid : undefined
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (error) {
    throw new LaunchError(
      `${path} cannot be removed: ${messageOf(error)}. Remove it or set DATA_DIR to another folder.`,
    )
  }
}

const release = (path: string, own: string): void => {
  if (read(path) === own) rmSync(path, { force: true })
}

/**
 * Made only where none is: O_EXCL holds on file systems without hard links too.
 * @throws LaunchError when the folder takes no file
 */
function tryToTake(path: string, own: string): boolean {
  try {
    writeFileSync(path, own, { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new LaunchError(`${path} cannot be written: ${messageOf(error)}. Set DATA_DIR to a folder that can.`)
  }
}

/**
 * One launcher per data directory. The lock of one that is gone is taken over.
 * @throws LaunchError that names the pid of the launcher that has it, or says why it cannot be had
 */
export async function takeLock(dataDir: string, signal: AbortSignal): Promise<Lock> {
  const path = join(dataDir, 'launcher.pid')
  const own = identity(process.pid)
  let takenOver = false
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (tryToTake(path, own)) {
      // Two launchers that find the same stale lock may remove each other's file: the file that is left decides.
      if (takenOver) await sleep(SETTLE_MS, undefined, { signal })
      if (read(path) === own) return { takenOver, release: () => release(path, own) }
      continue
    }
    const content = read(path)
    const holder = holderOf(content)
    if (holder !== undefined) {
      throw new LaunchError(
        `Latchkey already runs on ${dataDir} (pid ${holder}). Stop it or set DATA_DIR to another folder.`,
      )
    }
    // One that is empty may be about to be written.
    if (content === '' && attempt <= EMPTY_ATTEMPTS) {
      await sleep(SETTLE_MS, undefined, { signal })
      continue
    }
    takenOver = true
    remove(path)
  }
  throw new LaunchError(`${path} could not be taken: other launchers keep taking it. Stop them and try again.`)
}
