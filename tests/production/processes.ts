import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { freePort } from '@latchkey/dev-postgres/ports'
import type { Image } from './image.ts'

type Environment = Readonly<Record<string, string>>

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What it wrote to both streams. */
  readonly output: string
}

export interface Process {
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Closes the channel to it, as happens when whoever started it is gone. */
  disconnect(): void
}

/** Starts a command as a container would: in the folder of its image, with these variables and no others. */
function start(image: Image, command: readonly string[], environment: Environment, channel = false): Process {
  const [program, ...args] = command
  if (program !== 'node') throw new Error(`${program} is not known here`)
  const child = spawn(process.execPath, args, {
    cwd: image.directory,
    env: { ...image.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
  })
  // Not the event `close`: Node does not emit it for a process that was disconnected.
  const exit = new Promise<Omit<Ended, 'output'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const written = Promise.all([child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream))))
  const ended = Promise.all([exit, written]).then(([how, output]) => ({ ...how, output: output.join('') }))
  return { ended, kill: (signal) => child.kill(signal), disconnect: () => child.disconnect() }
}

const RUN_MS = 60_000

/** Runs a command to its end, or kills it: what should have ended must not stay. */
export async function run(image: Image, command: readonly string[], environment: Environment): Promise<Ended> {
  const started = start(image, command, environment)
  const overdue = setTimeout(() => started.kill('SIGKILL'), RUN_MS)
  const ended = await started.ended
  clearTimeout(overdue)
  return ended
}

/** Whether the image's own health check is content. */
export const isHealthy = async (image: Image, environment: Environment): Promise<boolean> =>
  (await run(image, image.health, environment)).code === 0

const HEALTHY_MS = 60_000

/** Starts what an image is for and asks its health check until it is content. @throws Error with its output when it ends */
export async function startHealthy(image: Image, environment: Environment, channel = false): Promise<Process> {
  const started = start(image, image.command, environment, channel)
  const deadline = Date.now() + HEALTHY_MS
  while (!(await isHealthy(image, environment))) {
    const early = await Promise.race([started.ended, undefined])
    if (early !== undefined) throw new Error(`It ended with code ${early.code}:\n${early.output}`)
    if (Date.now() > deadline) {
      started.kill('SIGKILL')
      throw new Error(`It was not healthy in time:\n${(await started.ended).output}`)
    }
  }
  return started
}

/** Ports for a pair of services. */
export const freePorts = async (): Promise<Ports> => {
  const [AUTHZ_PORT, CORE_API_PORT] = await Promise.all([freePort(), freePort()])
  return { AUTHZ_PORT: String(AUTHZ_PORT), CORE_API_PORT: String(CORE_API_PORT) }
}

export type Ports = Readonly<Record<'AUTHZ_PORT' | 'CORE_API_PORT', string>>
