import { existsSync } from 'node:fs'
import { startThrowaway, type ThrowawayServer } from '@latchkey/dev-postgres/throwaway'
import { describe, it } from 'vitest'

/** Where Debian's package postgresql-15 has its programs: those that the embedded PostgreSQL lacks, too. */
export const PROGRAMS = '/usr/lib/postgresql/15/bin'

/** Whether what needs it can be tested here: CI has it, or fails. */
export function hasPostgres15(): boolean {
  const isThere = existsSync(PROGRAMS) || process.env['CI'] !== undefined
  if (!isThere) process.stderr.write('PostgreSQL 15 is not installed: the tests of this file are left out.\n')
  return isThere
}

/** A standby that follows a server by streaming replication. */
export const startStandby = (primary: ThrowawayServer): Promise<ThrowawayServer> =>
  startThrowaway({
    programs: PROGRAMS,
    copy: {
      of: primary,
      fill: (directory) =>
        primary.run('pg_basebackup', ['-D', directory, '-R', '-X', 'stream', '-c', 'fast', '-d', primary.url]),
    },
  })

/** A suite that needs it. */
export const describeOnPostgres15 = (name: string, suite: () => void | Promise<void>): void => {
  if (hasPostgres15()) describe(name, suite)
  else it.skip(name)
}
