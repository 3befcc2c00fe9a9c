import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '../launcher/ports.ts'
import { serverOwner } from '../launcher/postgres/owner.ts'

const BIN = '/usr/lib/postgresql/15/bin'

/** Whether Debian's PostgreSQL 15, the oldest that is supported, is installed. */
export const hasPostgres15 = (): boolean => existsSync(join(BIN, 'initdb'))

export interface Postgres15 {
  /** A new database. */
  readonly url: string
  stop(): Promise<void>
}

/** A PostgreSQL 15 of its own below a directory. */
export async function startPostgres15(directory: string): Promise<Postgres15> {
  const { ids } = serverOwner(directory)
  const execute = (program: string, ...args: string[]) =>
    promisify(execFile)(join(BIN, program), args, { ...ids, cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' } })
  const home = join(directory, 'postgres-15')
  const [data, passwordFile] = [join(home, 'data'), join(home, 'password')]
  const password = randomBytes(16).toString('hex')
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (ids !== undefined) for (const path of [home, passwordFile]) chownSync(path, ids.uid, ids.gid)
  const access = ['--username=latchkey', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  await execute('initdb', `--pgdata=${data}`, ...access, '--encoding=UTF8', '--no-sync')
  const port = await freePort()
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`
  await execute('pg_ctl', 'start', '-w', '-D', data, '-l', join(home, 'server.log'), '-o', settings)
  const stop = async () => {
    await execute('pg_ctl', 'stop', '-m', 'immediate', '-w', '-D', data)
  }
  try {
    const address = `postgresql://latchkey:${password}@127.0.0.1:${port}`
    const client = new pg.Client({ connectionString: `${address}/postgres` })
    await client.connect()
    await client.query('CREATE DATABASE latchkey')
    await client.end()
    return { url: `${address}/latchkey`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
