import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

const STOP_MS = 15_000
const running = new Set<ChildProcess>()

export interface Child {
  readonly pid: number
  /** Resolves to how it ended. */
  readonly ended: Promise<string>
  readonly stdout: ChildProcess['stdout']
  /** SIGTERM, and SIGKILL when that does not help. */
  stop(): Promise<void>
  /** The same for the process and those that it started in its group. */
  stopGroup(): Promise<void>
}

interface How {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly stdio: StdioOptions
}

// A benchmark that ends, however it ends, leaves no process behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Starts a program that ends with the benchmark at the latest. In its own process group: Ctrl-C reaches the benchmark
 * alone, which then ends each by its id.
 * @throws the error of the start
 */
export async function startChild([program = '', ...args]: readonly string[], how: How): Promise<Child> {
  const child = spawn(program, args, { detached: true, ...how })
  await once(child, 'spawn')
  if (child.pid === undefined) throw new Error(`${program} has no pid`)
  running.add(child)
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(child)
    return signal === null ? `ended with code ${code}` : `was ended by ${signal}`
  })
  const endBy = async (kill: (signal: NodeJS.Signals) => unknown): Promise<void> => {
    kill('SIGTERM')
    const overdue = setTimeout(() => kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(overdue)
  }
  const { pid } = child
  const stop = () => endBy((signal) => child.kill(signal))
  const stopGroup = () => endBy((signal) => running.has(child) && process.kill(-pid, signal))
  return { pid, ended, stdout: child.stdout, stop, stopGroup }
}

/** Ends all that still run. */
export async function stopChildren(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }),
  )
}
