import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { LaunchError, messageOf } from '../launch-error.ts'
import { freePort } from '../ports.ts'
import type { Binaries } from './binaries.ts'
import { SUPERUSER } from './cluster.ts'
import { disownDeadServer, runningServer } from './pid-file.ts'

const ATTEMPTS = 3
const STARTUP_MS = 60_000
const STOP_SECONDS = '20'
const DATABASE = 'latchkey'

export interface Cluster {
  readonly binaries: Binaries
  readonly directory: string
  readonly password: string
  /** PostgreSQL settings, over those of the data directory. */
  readonly settings?: Readonly<Record<string, string | number>>
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
  const client = new pg.Client({ connectionString: urlOf(cluster, port, 'postgres'), connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
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
async function reuse(cluster: Cluster): Promise<number | undefined> {
  const deadline = Date.now() + STARTUP_MS
  for (;;) {
    const left = runningServer(cluster.directory)
    if (left === undefined) return undefined
    try {
      await openDatabase(cluster, left.port)
      return left.port
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      const passing = code === '57P03' || code === 'ECONNREFUSED' || code === 'ECONNRESET'
      if (passing && Date.now() < deadline) await sleep(100)
      else
        throw new LaunchError(`A PostgreSQL (pid ${left.pid}) runs on ${cluster.directory}, and: ${messageOf(error)}`)
    }
  }
}

async function startOnce({ binaries, directory, settings = {} }: Cluster): Promise<number> {
  // PostgreSQL keeps the options of its last start: the port stays the same while it is free.
  const lastPort = /"-p" "(\d+)"/.exec(read(directory, 'postmaster.opts'))?.[1]
  const port = await freePort(Number(lastPort ?? 0))
  // No socket: a long path would not fit into its address.
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`)
  const log = join(directory, 'server.log')
  const options = `-p ${port} ${flags.join(' ')}`
  await binaries.run('pg_ctl', [
    'start',
    '-w',
    '-t',
    String(STARTUP_MS / 1_000),
    '-D',
    directory,
    '-l',
    log,
    '-o',
    options,
  ])
  return port
}

async function start(cluster: Cluster): Promise<number> {
  disownDeadServer(cluster.directory)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const port = await startOnce(cluster)
      await openDatabase(cluster, port)
      return port
    } catch (error) {
      await stopServer(cluster)
      if (attempt < ATTEMPTS) await sleep(500)
      else
        throw new LaunchError(
          `PostgreSQL did not start: ${messageOf(error)}\n${read(cluster.directory, 'server.log').slice(-2_000)}`,
        )
    }
  }
}

/** Finds the server of a data directory or starts it; returns the URL of its database. */
export async function startServer(cluster: Cluster): Promise<string> {
  return urlOf(cluster, (await reuse(cluster)) ?? (await start(cluster)))
}

/** Disconnects whoever is connected and waits until the server is gone. */
export async function stopServer({ binaries, directory }: Cluster, mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
  if (runningServer(directory) === undefined) return
  const stop = (how: string) => binaries.run('pg_ctl', ['stop', '-m', how, '-w', '-t', STOP_SECONDS, '-D', directory])
  await stop(mode).catch(() => (runningServer(directory) === undefined ? undefined : stop('immediate')))
}
