import { randomUUID } from 'node:crypto'
import { codeOf, LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import type { ClientBase } from 'pg'
import { withClient } from './client.ts'
import { applyBesideWrites, concurrentIndexOf } from './concurrent-index.ts'
import { type Migration, readMigrations } from './files.ts'
import { checksumOf, ensureHistory, forgetInterrupted, type MigrationStatus, statusOf } from './history.ts'
import { PATIENCE, type Patience, patiently } from './patience.ts'

/** The advisory lock that Prisma's engine holds while it migrates. */
const LOCK = 72_707_369
const LOCK_WAIT = '60s'
const LOCK_NOT_AVAILABLE = '55P03'

/** @throws LaunchError when another process migrates for too long */
async function lock(client: ClientBase): Promise<void> {
  // A migration may take long: a bound that the role or the database sets for its own queries is none for it.
  await client.query(`SET statement_timeout = 0; SET lock_timeout = '${LOCK_WAIT}'`)
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]).catch((error: unknown) => {
    if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error
    throw new LaunchError(`Another process has been migrating this database for ${LOCK_WAIT}. Try again later.`)
  })
  await client.query('SET lock_timeout = 0')
}

function assertClean({ failed, edited }: MigrationStatus): void {
  const faults = [
    ...failed.map(
      (name) => `  ${name} has failed. Undo what is left of it, then \`pnpm migrate rolled-back ${name}\`.`,
    ),
    ...edited.map(
      (name) => `  ${name} was edited after it was applied. Restore the file, and write another migration.`,
    ),
  ]
  if (faults.length > 0) throw new LaunchError(`Nothing was migrated:\n${faults.join('\n')}`)
}

const INSERT_APPLIED = `
  INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, clock_timestamp(), 1)`
const INSERT_FAILED = 'INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)'

/** In one transaction with its row in the history: an interrupted migration leaves no trace. */
async function applyAtOnce(client: ClientBase, { sql }: Migration, row: readonly string[], lockMs: number) {
  await client.query(`BEGIN; SET LOCAL lock_timeout = ${lockMs}`)
  await client.query(sql)
  await client.query(INSERT_APPLIED, [...row])
  await client.query('COMMIT')
}

async function apply(client: ClientBase, migration: Migration, options: Patience): Promise<void> {
  const row = [randomUUID(), checksumOf(migration.sql), migration.name]
  // Without a connection there is neither anything to roll back nor a failure to keep.
  const undo = () => client.query('ROLLBACK').catch(() => undefined)
  try {
    const index = concurrentIndexOf(migration.sql)
    if (index !== undefined) await applyBesideWrites(client, migration, index, () => client.query(INSERT_APPLIED, row))
    else await patiently(client, migration.name, options, (lockMs) => applyAtOnce(client, migration, row, lockMs))
  } catch (error) {
    await undo()
    if (error instanceof LaunchError) throw error
    const logs = `${messageOf(error)} (${String(codeOf(error))})`
    await client.query(INSERT_FAILED, [...row, logs]).catch(() => undefined)
    throw new LaunchError(`The migration ${migration.name} failed and was rolled back: ${logs}`)
  }
}

/** The class of SQLSTATEs of warnings. */
const WARNING = /^01/

/**
 * Applies what is not applied yet, one process at a time; returns the names of what it applied. What a migration warns
 * of is told at once: a later one may fail. Requests are served meanwhile: none waits long behind a migration that waits.
 * @throws LaunchError when a migration fails, has failed before, or was edited after it was applied, and when it could not get
 * its locks: then nothing has failed, and the next deployment tries again
 */
export function applyMigrations(
  url: string,
  migrations: readonly Migration[] = readMigrations(),
  warn: (text: string) => void = console.warn,
  patience: Omit<Patience, 'warn'> = PATIENCE,
): Promise<string[]> {
  return withClient(url, async (client) => {
    client.on('notice', ({ code = '', message = '' }) => {
      if (WARNING.test(code)) warn(message)
    })
    await lock(client)
    await ensureHistory(client)
    await forgetInterrupted(client)
    const status = await statusOf(client, migrations)
    assertClean(status)
    const pending = migrations.filter(({ name }) => status.pending.includes(name))
    for (const migration of pending) await apply(client, migration, { ...patience, warn })
    return pending.map(({ name }) => name)
  })
}
