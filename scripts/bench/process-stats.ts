import { readFileSync } from 'node:fs'

/** Linux counts the time of a process in hundredths of a second, whatever the machine. */
const MICROSECONDS_PER_TICK = 10_000
const KIB_PER_MIB = 1_024
const USER_TIME = 11

const read = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

const childrenOf = (pid: number): number[] =>
  (read(pid, `task/${pid}/children`) ?? '').split(' ').flatMap((text) => (text.trim() === '' ? [] : [Number(text)]))

/** The CPU time that a process and its children have taken, in microseconds; NaN where the system does not tell. */
export function cpuTimeOf(pid: number): number {
  const stat = read(pid, 'stat')
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const own = (Number(fields?.[USER_TIME]) + Number(fields?.[USER_TIME + 1])) * MICROSECONDS_PER_TICK
  return childrenOf(pid).reduce((sum, child) => sum + cpuTimeOf(child), own)
}

/** The resident memory of a process in MiB; NaN where the system does not tell. */
export const residentMemoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(read(pid, 'status') ?? '')?.[1]) / KIB_PER_MIB
