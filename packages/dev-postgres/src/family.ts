import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspectProcess, type ProcessInfo } from './inspect.ts'
import { runningServer } from './pid-file.ts'

const END_MS = 30_000
const POLL_MS = 100

/** Pids are used again. */
const isAlive = ({ pid, startTime }: ProcessInfo): boolean => inspectProcess(pid)?.startTime === startTime

const allProcesses = (): ProcessInfo[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => inspectProcess(Number(name)))
    .filter((process) => process !== undefined)

/** A process and all that came of it, and the PostgreSQL of a data directory, which is nobody's child. Linux only. */
export function familyOf(first: ProcessInfo | undefined, dataDir: string): ProcessInfo[] {
  const all = allProcesses()
  const known = new Set<number>()
  if (first !== undefined && isAlive(first)) known.add(first.pid)
  const server = runningServer(join(dataDir, 'postgres'))
  if (server !== undefined) known.add(server.pid)
  for (let before = 0; before < known.size; ) {
    before = known.size
    for (const process of all) if (known.has(process.parent)) known.add(process.pid)
  }
  return all.filter((process) => known.has(process.pid))
}

const describe = ({ pid, commandLine }: ProcessInfo): string => `${pid} ${commandLine.join(' ')}`

/** @throws Error that names those that still run after the time */
export async function allEnd(processes: readonly ProcessInfo[]): Promise<void> {
  const deadline = Date.now() + END_MS
  let left = processes.filter(isAlive)
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(POLL_MS)
    left = left.filter(isAlive)
  }
  if (left.length > 0) throw new Error(`still running: ${left.map(describe).join(', ')}`)
}
