import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { isRunning } from './inspect.ts'
import { serverOwner } from './owner.ts'
import { runningServer } from './pid-file.ts'
import { prepareCluster, type ServerSettings, startServer, stopServer } from './server.ts'

/** Followed by the pid of the process it belongs to. */
const PREFIX = 'latchkey-postgres-'

/** Nothing here has to survive a crash. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 } as const

const dataIn = (folder: string): string => join(folder, 'data')

/** At once and without waiting, for a process that is about to end. */
function discard(folder: string): void {
  const server = runningServer(dataIn(folder))
  if (server !== undefined) process.kill(server.pid, 'SIGQUIT')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** A test run that was killed leaves its server; the next one cleans up. */
function discardAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0])
    if (!Number.isInteger(pid) || isRunning(pid)) continue
    try {
      discard(join(tmpdir(), name))
    } catch {
      // Another user's.
    }
  }
}

export interface ThrowawayServer {
  readonly url: string
  /** Of its data. */
  readonly directory: string
  /** Runs a program of this PostgreSQL as the owner of the data. */
  readonly run: Binaries['run']
  /** Ends the server and removes its directory. */
  stop(): Promise<void>
}

export interface ThrowawayOptions {
  /** The folder of another PostgreSQL than the embedded one. */
  readonly programs?: string
  /** Beside those that make it fast. */
  readonly settings?: ServerSettings
  /** Fills the data directory from another server, whose password it then has, instead of beginning anew. */
  readonly copy?: { readonly of: ThrowawayServer; fill(directory: string): Promise<unknown> }
}

/** A folder that is its owner's, for as long as the server lives. */
async function fillFrom({ of, fill }: NonNullable<ThrowawayOptions['copy']>, directory: string): Promise<string> {
  mkdirSync(directory, { mode: 0o700 })
  const { ids } = serverOwner(of.directory)
  if (ids !== undefined) chownSync(directory, ids.uid, ids.gid)
  await fill(directory)
  return new URL(of.url).password
}

/** A PostgreSQL of its own for a test run, in a temporary directory; it does not outlive the process. */
export async function startThrowaway(options: ThrowawayOptions = {}): Promise<ThrowawayServer> {
  const { programs, settings = {}, copy } = options
  discardAbandoned()
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const discardOwn = () => discard(folder)
  process.once('exit', discardOwn)
  try {
    // Open to be entered: as root the server runs as another user.
    chmodSync(folder, 0o711)
    const directory = dataIn(folder)
    const password = copy === undefined ? randomBytes(16).toString('hex') : await fillFrom(copy, directory)
    const cluster = await prepareCluster(directory, password, { ...FAST, ...settings }, programs)
    const url = await startServer(cluster)
    const stop = async () => {
      await stopServer(cluster, 'immediate')
      discardOwn()
      process.off('exit', discardOwn)
    }
    return { url, directory, run: cluster.binaries.run, stop }
  } catch (error) {
    discardOwn()
    process.off('exit', discardOwn)
    throw error
  }
}
