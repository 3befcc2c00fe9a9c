import { readFileSync } from 'node:fs'
import { platform } from 'node:process'
import { codeOf } from './errors.ts'

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  /** The process name as the kernel keeps it, cut at 15 characters. */
  readonly name: string
  /** Together with the pid this names a process: pids are used again. */
  readonly startTime: string
  readonly commandLine: readonly string[]
}

/** A running process on Linux; undefined when it is gone, a zombie, or cannot be read here. */
export function inspectProcess(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const nameEnd = stat.lastIndexOf(')')
    const [state = '', parent = '', ...rest] = stat.slice(nameEnd + 2).split(' ')
    if ('ZX'.includes(state)) return undefined
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
    const name = stat.slice(stat.indexOf('(') + 1, nameEnd)
    return { pid, parent: Number(parent), name, startTime: rest[17] ?? '', commandLine }
  } catch {
    return undefined
  }
}

/** Whether a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  if (platform === 'linux') return inspectProcess(pid) !== undefined
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
