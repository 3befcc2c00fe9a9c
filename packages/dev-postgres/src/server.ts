import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Binaries, findBinaries } from './binaries.ts'
import { ensureCluster, SUPERUSER } from './cluster.ts'
import { codeOf, LaunchError, messageOf } from './errors.ts'
import { serverOwner } from './owner.ts'
import { disownDeadServer, runningServer } from './pid-file.ts'
import { freePort } from './ports.ts'

const ATTEMPTS = 3
const STARTUP_SECONDS = '60'
const STOP_SECONDS = '20'
const CONNECT_MS = 30_000
const DATABASE = 'latchkey'
const WRONG_PASSWORD = '28P01'
/** Errors of a server that is starting, recovering or stopping. */
const PASSING = new Set<unknown>(['57P03', 'ECONNREFUSED', 'ECONNRESET'])

/** The log tells of the server, not of statements that failed: those name people and their addresses. */
const QUIET = { log_min_messages: 'log', log_min_error_statement: 'panic', log_error_verbosity: 'terse' } as const

/** PostgreSQL settings by name. */
export type ServerSettings = Readonly<Record<string, string | number>>

export interface Cluster {
  readonly binaries: Binaries
  readonly directory: string
  readonly password: string
  /** Over those of the data directory. */
  readonly settings: ServerSettings
}

/**
 * @param programs the folder of another PostgreSQL than the embedded one
 * @throws LaunchError with the reason when PostgreSQL cannot run here
 */
export async function prepareCluster(
  directory: string,
  password: string,
  settings: ServerSettings = {},
  programs?: string,
): Promise<Cluster> {
  const binaries = await findBinaries(serverOwner(directory), programs)
  await ensureCluster(binaries, directory, password)
  return { binaries, directory, password, settings }
}

const urlOf = ({ password }: Cluster, port: number, database = DATABASE): string =>
  `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`

const read = (directory: string, file: string): string => {
  try {
    return readFileSync(join(directory, file), 'utf8')
  } catch {
    return ''
  }
}

/**
 * Signs in, which proves the server and us to each other, and makes the database unless it is there.
 * @throws the error of the connection
 */
async function openDatabase(cluster: Cluster, port: number): Promise<void> {
  const connectionString = urlOf(cluster, port, 'postgres')
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS })
  client.on('error', () => undefined)
  await client.connect().catch((error: unknown) => {
    if (codeOf(error) !== WRONG_PASSWORD) throw error
    throw new LaunchError(
      `${cluster.directory} was made with another password than the one in secrets.json next to it. ` +
        'Restore that file, or remove both to begin anew.',
    )
  })
  try {
    const { rows } = await client.query<{ directory: string; exists: boolean }>(
      `SELECT current_setting('data_directory') AS directory,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS exists`,
      [DATABASE],
    )
    const directory = rows[0]?.directory ?? ''
    if (realpathSync(directory) !== realpathSync(cluster.directory)) {
      throw new LaunchError(`The PostgreSQL on port ${port} is that of ${directory}, not of ${cluster.directory}.`)
    }
    if (rows[0]?.exists === false) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}

/** A server that a killed launcher left behind may still be starting, recovering or stopping. */
async function reuse(cluster: Cluster, signal?: AbortSignal): Promise<number | undefined> {
  const deadline = Date.now() + Number(STARTUP_SECONDS) * 1_000
  for (;;) {
    const left = runningServer(cluster.directory)
    if (left === undefined) return undefined
    try {
      await openDatabase(cluster, left.port)
      return left.port
    } catch (error) {
      if (error instanceof LaunchError) throw error
      if (!PASSING.has(codeOf(error)) || Date.now() >= deadline) {
        throw new LaunchError(`A PostgreSQL (pid ${left.pid}) runs on ${cluster.directory}, and: ${messageOf(error)}`)
      }
      await sleep(100, undefined, signal && { signal })
    }
  }
}

async function startOnce({ binaries, directory, settings }: Cluster, signal?: AbortSignal): Promise<number> {
  // PostgreSQL keeps the options of its last start: the port stays the same while it is free.
  const lastPort = /"-p" "(\d+)"/.exec(read(directory, 'postmaster.opts'))?.[1]
  const port = await freePort(Number(lastPort ?? 0))
  // No socket: a long path would not fit into its address.
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...QUIET, ...settings }
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`)
  const where = ['-D', directory, '-l', join(directory, 'server.log'), '-o', `-p ${port} ${flags.join(' ')}`]
  await binaries.run('pg_ctl', ['start', '-w', '-t', STARTUP_SECONDS, ...where], signal)
  return port
}

async function start(cluster: Cluster, signal?: AbortSignal): Promise<number> {
  disownDeadServer(cluster.directory)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const port = await startOnce(cluster, signal)
      await openDatabase(cluster, port)
      return port
    } catch (error) {
      await stopServer(cluster)
      signal?.throwIfAborted()
      if (error instanceof LaunchError) throw error
      if (attempt === ATTEMPTS) {
        const log = read(cluster.directory, 'server.log').slice(-2_000)
        throw new LaunchError(`PostgreSQL did not start: ${messageOf(error)}\n${log}`)
      }
      await sleep(500)
    }
  }
}

/** Finds the server of a data directory or starts it; returns the URL of its database. */
export async function startServer(cluster: Cluster, signal?: AbortSignal): Promise<string> {
  return urlOf(cluster, (await reuse(cluster, signal)) ?? (await start(cluster, signal)))
}

/** Disconnects whoever is connected and waits until the server is gone. */
export async function stopServer({ binaries, directory }: Cluster, mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
  if (runningServer(directory) === undefined) return
  const stop = (how: string) => binaries.run('pg_ctl', ['stop', '-m', how, '-w', '-t', STOP_SECONDS, '-D', directory])
  await stop(mode).catch(() => (runningServer(directory) === undefined ? undefined : stop('immediate')))
}
