import { spawn } from 'node:child_process'
import { chownSync } from 'node:fs'
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

/** What Node's images call `node`. Whoever is not root runs everything as themselves. */
const NODE_ID = 1_000
const isRoot = process.getuid?.() === 0

/** Lets the processes of images write to a folder. */
export const handOver = (folder: string): void => (isRoot ? chownSync(folder, NODE_ID, NODE_ID) : undefined)

function identityOf({ user }: Image): { uid?: number; gid?: number } {
  if (user !== 'node') throw new Error(`The image runs as ${user ?? 'root'}`)
  return isRoot ? { uid: NODE_ID, gid: NODE_ID } : {}
}

/**
 * Starts a command as a container would: in the folder of its image, as its user, with these variables and no others, and
 * nowhere to write, not even what is only for a while.
 */
function start(image: Image, command: readonly string[], environment: Environment, channel = false): Process {
  const [program, ...args] = command
  if (program !== 'node') throw new Error(`${program} is not known here`)
  const child = spawn(process.execPath, args, {
    cwd: image.directory,
    env: { TMPDIR: image.directory, ...image.environment, ...environment },
    ...identityOf(image),
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
