import { execFileSync } from 'node:child_process'
import { appendFileSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverOwner } from '@latchkey/dev-postgres/owner'
import { startThrowaway, type ThrowawayServer } from '@latchkey/dev-postgres/throwaway'
import pg from 'pg'
import { afterAll, vi } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { PROGRAMS } from './postgres-15.ts'
import { runOn } from './scratch.ts'

/** A way to bring a database back to what it was. */
export interface Way {
  readonly source: ThrowawayServer
  /** What is restored is what is committed now. */
  mark(): Promise<void>
  /** A database as it was then; the source stays as it is. */
  restore(): Promise<string>
}

/** Runs at the end of the suite. */
async function started(options: Parameters<typeof startThrowaway>[0]): Promise<ThrowawayServer> {
  const server = await startThrowaway({ programs: PROGRAMS, ...options })
  afterAll(() => server.stop())
  return server
}

/** A folder that the server may write to. */
function folderOf(server: ThrowawayServer): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-backup-'))
  const { ids } = serverOwner(server.directory)
  if (ids !== undefined) chownSync(folder, ids.uid, ids.gid)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function said(url: string, expression: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ said: unknown }>(`SELECT ${expression} AS said`)).rows[0]?.said
  } finally {
    await client.end()
  }
}

const until = (url: string, condition: string): Promise<void> =>
  vi.waitFor(
    async () => {
      if ((await said(url, condition)) !== true) throw new Error(`not so: ${condition}`)
    },
    { timeout: 20_000 },
  )

/** pg_dump, and pg_restore into a new database of another server. */
export async function byDump(): Promise<Way> {
  const source = await started({})
  await deploy(source.url)
  const dump = join(folderOf(source), 'latchkey.dump')
  return {
    source,
    mark: async () => {
      await source.run('pg_dump', ['--format=custom', '--file', dump, '--dbname', source.url])
    },
    restore: async () => {
      const { url, run } = await started({})
      await run('pg_restore', ['--no-owner', '--no-privileges', '--exit-on-error', '--dbname', url, dump])
      await deploy(url)
      return url
    },
  }
}

/** A base backup and the WAL that was archived since, replayed up to a point. */
export async function byPointInTime(): Promise<Way> {
  const source = await started({ settings: { archive_mode: 'on', synchronous_commit: 'on' } })
  await deploy(source.url)
  const [archive, base] = [folderOf(source), join(folderOf(source), 'base')]
  await runOn(source.url, `ALTER SYSTEM SET archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`)
  await runOn(source.url, 'SELECT pg_reload_conf()')
  await source.run('pg_basebackup', ['-D', base, '-X', 'fetch', '-c', 'fast', '-d', source.url])
  const fill = async (directory: string) => {
    execFileSync('cp', ['-a', `${base}/.`, directory])
    const recovery = { restore_command: `cp ${archive}/%f %p`, recovery_target_name: 'the_point' }
    const lines = Object.entries({ ...recovery, recovery_target_action: 'promote' })
    appendFileSync(
      join(directory, 'postgresql.auto.conf'),
      lines.map(([name, value]) => `${name} = '${value}'\n`).join(''),
    )
    writeFileSync(join(directory, 'recovery.signal'), '')
  }
  return {
    source,
    mark: () => runOn(source.url, `SELECT pg_create_restore_point('the_point')`),
    restore: async () => {
      const last = await said(source.url, 'pg_walfile_name(pg_switch_wal())')
      await until(source.url, `(SELECT last_archived_wal >= '${last}' FROM pg_stat_archiver)`)
      const { url } = await started({ copy: { of: source, fill } })
      await until(url, 'NOT pg_is_in_recovery()')
      return url
    },
  }
}
