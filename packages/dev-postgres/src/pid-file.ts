import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from 'node:process'
import { inspectProcess, isRunning } from './inspect.ts'

/** Above every pid that a system gives. */
const NO_PID = 2 ** 22 + 1

const pathIn = (directory: string): string => join(directory, 'postmaster.pid')

/** Pid reuse is common after a restart of the machine: the process must also be a PostgreSQL and work in the directory. */
function isServerOf(directory: string, pid: number): boolean {
  if (platform !== 'linux') return isRunning(pid)
  if (inspectProcess(pid)?.name !== 'postgres') return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(directory)
  } catch {
    // Some containers hide the working directory; then the process name must suffice.
    return true
  }
}

/** The server that runs on a data directory, whoever started it. */
export function runningServer(directory: string): { readonly pid: number; readonly port: number } | undefined {
  try {
    const lines = readFileSync(pathIn(directory), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return isServerOf(directory, pid) ? { pid, port } : undefined
  } catch {
    return undefined
  }
}

/**
 * A zombie or a stranger under the old pid keeps PostgreSQL from starting. The file is not removed but made to name
 * nobody: PostgreSQL then still looks for backends of the dead server through the shared memory that it names.
 */
export function disownDeadServer(directory: string): void {
  try {
    const path = pathIn(directory)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(NO_PID)))
  } catch {
    // No file: the last stop was a clean one.
  }
}
