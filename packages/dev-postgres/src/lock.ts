import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchError } from './errors.ts'
import { inspectProcess, isRunning } from './inspect.ts'

export interface Lock {
  /** Whether the launcher that had it before did not end by itself. */
  readonly takenOver: boolean
  release(): void
}

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

/** Linked into place, so that nobody reads a half-written lock. */
function tryToTake(path: string, own: string): boolean {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, own)
  try {
    linkSync(draft, path)
    return true
  } catch {
    return false
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * One launcher per data directory. The lock of one that is gone is taken over.
 * @throws LaunchError that names the pid of the launcher that has it
 */
export async function takeLock(dataDir: string): Promise<Lock> {
  const path = join(dataDir, 'launcher.pid')
  const own = identity(process.pid)
  let takenOver = false
  while (!tryToTake(path, own)) {
    const holder = holderOf(read(path))
    if (holder !== undefined) {
      throw new LaunchError(
        `Latchkey already runs on ${dataDir} (pid ${holder}). Stop it or set DATA_DIR to another folder.`,
      )
    }
    takenOver = true
    rmSync(path, { force: true })
  }
  // Two that find the same dead lock may remove each other's: whose is there in the end has it.
  if (takenOver) await sleep(100)
  if (read(path) !== own) return takeLock(dataDir)
  const release = () => {
    if (read(path) === own) rmSync(path, { force: true })
  }
  return { takenOver, release }
}
