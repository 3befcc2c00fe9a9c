import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinaries } from './postgres/binaries.ts'
import { ensureCluster } from './postgres/cluster.ts'
import { serverOwner } from './postgres/owner.ts'
import { runningServer } from './postgres/pid-file.ts'
import { type Cluster, startServer, stopServer } from './postgres/server.ts'

export interface PostgresServer {
  readonly url: string
  isRunning(): boolean
  stop(): Promise<void>
}

async function prepare(directory: string, password: string): Promise<Cluster> {
  const binaries = await findBinaries(serverOwner(directory))
  await ensureCluster(binaries, directory, password)
  return { binaries, directory, password }
}

/**
 * The embedded PostgreSQL of a data directory: made when missing, found again when a killed launcher left it running.
 * @throws LaunchError with the reason when it cannot run here
 */
export async function startPostgres(directory: string, password: string): Promise<PostgresServer> {
  const cluster = await prepare(directory, password)
  const url = await startServer(cluster)
  return { url, isRunning: () => runningServer(directory) !== undefined, stop: () => stopServer(cluster) }
}

/** Nothing here has to survive a crash. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 200,
} as const

export interface ThrowawayServer {
  readonly url: string
  /** Ends the server and removes its directory. */
  stop(): Promise<void>
}

/** A PostgreSQL of its own for a test run, in a temporary directory. */
export async function startThrowaway(): Promise<ThrowawayServer> {
  const parent = mkdtempSync(join(tmpdir(), 'latchkey-postgres-'))
  const remove = () => rmSync(parent, { recursive: true, force: true, maxRetries: 5 })
  try {
    // Open to be entered: as root the server runs as another user.
    chmodSync(parent, 0o711)
    const cluster = { ...(await prepare(join(parent, 'data'), randomBytes(16).toString('hex'))), settings: FAST }
    const url = await startServer(cluster)
    return { url, stop: () => stopServer(cluster, 'immediate').finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}
