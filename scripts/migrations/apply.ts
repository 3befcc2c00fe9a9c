import { randomUUID } from 'node:crypto'
import { codeOf, LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import type { ClientBase } from 'pg'
import { withClient } from './client.ts'
import { applyBesideWrites, concurrentIndexOf } from './concurrent-index.ts'
import { type Migration, readMigrations } from './files.ts'
import { checksumOf, ensureHistory, forgetInterrupted, type MigrationStatus, statusOf } from './history.ts'
import { lock, unlock } from './lock.ts'
import { PATIENCE, type Patience, patiently } from './patience.ts'

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

/** Whether it was applied; it is not when somebody who waits for us is waited for. */
async function apply(client: ClientBase, migration: Migration, options: Patience): Promise<boolean> {
  const row = [randomUUID(), checksumOf(migration.sql), migration.name]
  // Without a connection there is neither anything to roll back nor a failure to keep.
  const undo = () => client.query('ROLLBACK').catch(() => undefined)
  try {
    const index = concurrentIndexOf(migration.sql)
    if (index !== undefined)
      return await applyBesideWrites(client, migration, index, () => client.query(INSERT_APPLIED, row))
    await patiently(client, migration.name, options, (lockMs) => applyAtOnce(client, migration, row, lockMs))
    return true
  } catch (error) {
    await undo()
    if (error instanceof LaunchError) throw error
    const logs = `${messageOf(error)} (${String(codeOf(error))})`
    await client.query(INSERT_FAILED, [...row, logs]).catch(() => undefined)
    throw new LaunchError(`The migration ${migration.name} failed and was rolled back: ${logs}`)
  }
}

/** Under the lock; not done when somebody must have it before. */
async function applyPending(client: ClientBase, migrations: readonly Migration[], options: Patience) {
  await ensureHistory(client)
  await forgetInterrupted(client)
  const status = await statusOf(client, migrations)
  assertClean(status)
  const applied: string[] = []
  for (const migration of migrations.filter(({ name }) => status.pending.includes(name))) {
    if (!(await apply(client, migration, options))) return { applied, isDone: false }
    applied.push(migration.name)
  }
  return { applied, isDone: true }
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
    const applied: string[] = []
    for (;;) {
      await lock(client)
      const next = await applyPending(client, migrations, { ...patience, warn })
      applied.push(...next.applied)
      if (next.isDone) return applied
      await unlock(client)
    }
  })
}
