import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { allEnd, familyOf } from '@latchkey/dev-postgres/family'
import { inspectProcess, type ProcessInfo } from '@latchkey/dev-postgres/inspect'
import { freePort } from '@latchkey/dev-postgres/ports'
import { becomesReady } from '../../scripts/launcher/ready.ts'
import { machineEnvironment } from '../support/machine-environment.ts'

const READY_MS = 120_000
const root = join(import.meta.dirname, '../..')

type Variables = Readonly<Record<string, string>>
export type Place = Readonly<Record<'DATA_DIR' | 'CORE_API_PORT' | 'AUTHZ_PORT', string>>

/** A data directory and ports that nobody uses. */
export async function newPlace(): Promise<Place> {
  const [core, authz] = await Promise.all([freePort(), freePort()])
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-system-'))
  // As root, PostgreSQL runs as another user, who has to get through.
  chmodSync(directory, 0o711)
  return { DATA_DIR: join(directory, 'data'), CORE_API_PORT: String(core), AUTHZ_PORT: String(authz) }
}

export const removePlace = ({ DATA_DIR }: Place): void =>
  rmSync(join(DATA_DIR, '..'), { recursive: true, force: true, maxRetries: 5 })

/** How a script of package.json is run: by Node alone, or as README says. */
type Command = [program: string, ...args: string[]]
type Runner = (script: string) => Command
const byNode: Runner = (script) => [process.execPath, '--conditions=source', `scripts/${script}.ts`]
export const byPnpm: Runner = (script) => ['npx', '--yes', 'pnpm@12', script]

const running = new Set<ChildProcess>()
// A test run that breaks off leaves nothing behind.
process.once('exit', () => {
  for (const child of running) child.kill()
})

/** In a process group of its own, as in a terminal. */
function run([program, ...args]: Command, variables: Variables): ChildProcess {
  const env = { ...machineEnvironment(), LOG_LEVEL: 'warn', ...variables }
  const child = spawn(program, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Once nobody holds its output any more. */
async function collect(child: ChildProcess): Promise<Ended> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += String(part)))
  const [code] = await once(child, 'close')
  return { code, output }
}

/** Runs a script to its end. */
export const runToEnd = (script: string, args: readonly string[], variables: Variables): Promise<Ended> =>
  collect(run([...byNode(script), ...args], variables))

/** Plays the story of the walkthrough. */
export const walkthrough = (place: Place): Promise<Ended> => collect(run(byPnpm('walkthrough'), place))

/** The launcher, and all that it starts. */
export interface Launched {
  readonly url: string
  ready(): Promise<boolean>
  family(): ProcessInfo[]
  /** The process that runs this file. */
  find(file: string): ProcessInfo
  /** The command that was started, not what it started. */
  kill(signal: NodeJS.Signals): void
  /** Ctrl-C: a terminal sends the signal to the whole group. */
  interrupt(): void
  readonly ended: Promise<Ended>
}

export function launch(place: Place, more: Variables = {}, runner = byNode): Launched {
  const child = run(runner('start'), { ...place, ...more })
  const ended = collect(child)
  const over = new AbortController()
  child.once('exit', () => over.abort())
  const url = `http://127.0.0.1:${place.CORE_API_PORT}`
  const pid = child.pid ?? Number.NaN
  const first = inspectProcess(pid)
  const family = () => familyOf(first, place.DATA_DIR)
  return {
    url,
    ended,
    family,
    ready: () => becomesReady(`${url}/readyz`, READY_MS, over.signal),
    kill: (signal) => child.kill(signal),
    interrupt: () => void process.kill(-pid, 'SIGINT'),
    find: (file) => {
      // Not a shell or a package manager that names the file too.
      const isNode = ({ commandLine }: ProcessInfo) => basename(commandLine[0] ?? '') === 'node'
      const found = family().find((one) => isNode(one) && one.commandLine.at(-1)?.endsWith(file))
      if (found === undefined) throw new Error(`${file} does not run`)
      return found
    },
  }
}

/** Ends what runs, and proves that nothing of it is left. */
export async function stop(launched: Launched, how = () => launched.kill('SIGTERM')): Promise<Ended> {
  const family = launched.family()
  how()
  await allEnd(family)
  return launched.ended
}
