import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspectProcess, type ProcessInfo } from '../../scripts/launcher/inspect.ts'
import { freePort } from '../../scripts/launcher/ports.ts'
import { becomesReady } from '../../scripts/launcher/ready.ts'
import { allEnd, familyOf } from '../../scripts/newcomer/family.ts'

const READY_MS = 60_000
const root = join(import.meta.dirname, '../..')

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

/** Runs a script of the repository with these variables and the least of our own. */
function runScript(script: string, variables: Readonly<Record<string, string>>): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LOG_LEVEL: 'warn', ...variables }
  return spawn(process.execPath, ['--conditions=source', script], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** The launcher, and all that it starts. */
export interface Launched {
  readonly url: string
  ready(): Promise<boolean>
  family(): ProcessInfo[]
  /** The process that runs this file. */
  find(file: string): ProcessInfo
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

async function collect(child: ChildProcess): Promise<Ended> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += String(part)))
  const [code] = await once(child, 'exit')
  return { code, output }
}

export const runToEnd = (script: string, variables: Readonly<Record<string, string>>): Promise<Ended> =>
  collect(runScript(script, variables))

export function launch(place: Place, more: Readonly<Record<string, string>> = {}): Launched {
  const child = runScript('scripts/start.ts', { ...place, ...more })
  const ended = collect(child)
  const over = new AbortController()
  child.once('exit', () => over.abort())
  const url = `http://127.0.0.1:${place.CORE_API_PORT}`
  const first = child.pid === undefined ? undefined : inspectProcess(child.pid)
  const family = () => familyOf(first, place.DATA_DIR)
  return {
    url,
    ended,
    family,
    ready: () => becomesReady(`${url}/readyz`, READY_MS, over.signal),
    kill: (signal) => child.kill(signal),
    find: (file) => {
      const found = family().find(({ commandLine }) => commandLine.some((part) => part.endsWith(file)))
      if (found === undefined) throw new Error(`${file} does not run`)
      return found
    },
  }
}

/** Stops what runs, and proves that nothing of it is left. */
export async function stop(launched: Launched): Promise<Ended> {
  const family = launched.family()
  launched.kill('SIGTERM')
  const ended = await launched.ended
  await allEnd(family)
  return ended
}
