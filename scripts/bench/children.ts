import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const STOP_MS = 20_000
const POLL_MS = 20

export interface Child {
  readonly pid: number
  /** Resolves to how it ended. */
  readonly ended: Promise<string>
  readonly stdout: ChildProcess['stdout']
  /** SIGINT, for a program that ends in order by it. */
  interrupt(): void
  /** SIGTERM to the process and those that it started in its group, and SIGKILL when that does not help. */
  stop(): Promise<void>
}

interface How {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly stdio: StdioOptions
}

const running = new Set<Child>()
let stopping = false

/** @returns whether there is anybody in the group; signal 0 only asks */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

// A benchmark that ends, however it ends, leaves no process behind.
process.once('exit', () => {
  for (const { pid } of running) signalGroup(pid, 'SIGKILL')
})

async function stopGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM')
  const deadline = Date.now() + STOP_MS
  while (signalGroup(pid, 0)) {
    if (Date.now() > deadline) signalGroup(pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
}

/**
 * Starts a program that ends with the benchmark at the latest. In its own process group: Ctrl-C reaches the benchmark
 * alone, which then ends each by its id.
 * @throws the error of the start
 */
export async function startChild([program = '', ...args]: readonly string[], how: How): Promise<Child> {
  if (stopping) throw new Error('The benchmark is being stopped')
  const process = spawn(program, args, { detached: true, ...how })
  await once(process, 'spawn')
  const { pid, stdout } = process
  if (pid === undefined) throw new Error(`${program} has no pid`)
  const ended = once(process, 'exit').then(([code, signal]) => {
    // A group may outlive its first process: it is asked for until it is gone.
    if (!signalGroup(pid, 0)) running.delete(child)
    return signal === null ? `ended with code ${code}` : `was ended by ${signal}`
  })
  const stop = async () => {
    await stopGroup(pid)
    running.delete(child)
  }
  const child: Child = { pid, ended, stdout, interrupt: () => signalGroup(pid, 'SIGINT'), stop }
  running.add(child)
  return child
}

/** Ends all that still run; from here on nothing is started. */
export async function stopChildren(): Promise<void> {
  stopping = true
  await Promise.all([...running].map(({ stop }) => stop()))
}
