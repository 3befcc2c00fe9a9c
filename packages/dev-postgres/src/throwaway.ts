import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './inspect.ts'
import { runningServer } from './pid-file.ts'
import { prepareCluster, startServer, stopServer } from './server.ts'

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
  /** Ends the server and removes its directory. */
  stop(): Promise<void>
}

/**
 * A PostgreSQL of its own for a test run, in a temporary directory; it does not outlive the process.
 * @param programs the folder of another PostgreSQL than the embedded one
 */
export async function startThrowaway(programs?: string): Promise<ThrowawayServer> {
  discardAbandoned()
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const discardOwn = () => discard(folder)
  process.once('exit', discardOwn)
  try {
    // Open to be entered: as root the server runs as another user.
    chmodSync(folder, 0o711)
    const cluster = await prepareCluster(dataIn(folder), randomBytes(16).toString('hex'), FAST, programs)
    const url = await startServer(cluster)
    const stop = async () => {
      await stopServer(cluster, 'immediate')
      discardOwn()
      process.off('exit', discardOwn)
    }
    return { url, stop }
  } catch (error) {
    discardOwn()
    process.off('exit', discardOwn)
    throw error
  }
}
