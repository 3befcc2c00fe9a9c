import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverOwner } from '@latchkey/dev-postgres/owner'
import { freePort } from '@latchkey/dev-postgres/ports'
import pg from 'pg'
import { vi } from 'vitest'

/** Where Debian's package pgbouncer has its program, 1.18: before named statements. */
const PROGRAM = '/usr/sbin/pgbouncer'

/** Whether what needs it can be tested here: CI has it, or fails. */
export function hasPgbouncer(): boolean {
  const isThere = existsSync(PROGRAM) || process.env['CI'] !== undefined
  if (!isThere) process.stderr.write('PgBouncer is not installed: the tests of this file are left out.\n')
  return isThere
}

/** As docs/operations.md sets it up, with so few connections that each serves whoever comes next. */
const configuration = (to: URL, port: number, folder: string) => `
[databases]
latchkey = host=${to.hostname} port=${to.port} dbname=${to.pathname.slice(1)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
ignore_startup_parameters = options
logfile = ${folder}/log
`

export interface Pgbouncer {
  /** Of the same database and role, through it. */
  through(url: string): string
  stop(): Promise<void>
}

/** PgBouncer in transaction mode before the server of these URLs, for the roles that they name. */
export async function startPgbouncer(urls: readonly string[]): Promise<Pgbouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pgbouncer-'))
  const port = await freePort()
  const all = urls.map((url) => new URL(url))
  const [first] = all
  if (first === undefined) throw new Error('PgBouncer needs a server')
  writeFileSync(join(folder, 'users'), all.map(({ username, password }) => `"${username}" "${password}"\n`).join(''))
  writeFileSync(join(folder, 'ini'), configuration(first, port, folder))
  // Like PostgreSQL it refuses to run as root.
  const { ids } = serverOwner(folder)
  if (ids !== undefined) for (const path of [folder, join(folder, 'users')]) chownSync(path, ids.uid, ids.gid)
  chmodSync(folder, 0o700)
  const child = spawn(PROGRAM, ['-q', join(folder, 'ini')], { ...ids, cwd: '/', stdio: 'ignore' })
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
  const through = (url: string) => {
    const own = new URL(url)
    Object.assign(own, { hostname: '127.0.0.1', port: String(port), pathname: '/latchkey' })
    return own.href
  }
  const signIn = async () => {
    const client = new pg.Client({ connectionString: through(first.href) })
    await client.connect()
    await client.end()
  }
  await vi.waitFor(signIn, { timeout: 20_000 })
  return { through, stop }
}
