import { createHash } from 'node:crypto'
import { LaunchError } from '@latchkey/dev-postgres/errors'
import type { ClientBase } from 'pg'
import type { Migration } from './files.ts'

/** The columns that Prisma's engine gives the table, in its order. */
const CREATE_TABLE = `
  CREATE TABLE _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`
const HAS_TABLE = `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`
const IS_EMPTY = `
  SELECT NOT EXISTS (
    SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
  ) AS "empty"`

/** sha256 of migration.sql, in hex. */
export const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex')

/** A checkout with line ends of Windows has the same migrations. */
const hasChecksum = ({ sql }: Migration, checksum: string): boolean => {
  const lines = sql.replaceAll('\r\n', '\n')
  return [lines, lines.replaceAll('\n', '\r\n')].some((text) => checksumOf(text) === checksum)
}

export interface MigrationStatus {
  readonly pending: readonly string[]
  /** Begun and not ended well; whoever mended the database marks them as rolled back. */
  readonly failed: readonly string[]
  /** Applied, but the file has changed since. */
  readonly edited: readonly string[]
  /** In the database, but not in the repository. */
  readonly unknown: readonly string[]
}

const hasTable = async (client: ClientBase): Promise<boolean> =>
  (await client.query<{ exists: boolean }>(HAS_TABLE)).rows[0]?.exists === true

interface Row {
  readonly name: string
  readonly checksum: string
  readonly finished: boolean
}

async function readRows(client: ClientBase): Promise<Row[]> {
  if (!(await hasTable(client))) return []
  const { rows } = await client.query<Row>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  )
  return rows
}

/** How the migrations of the repository stand to those of a database. */
export async function statusOf(client: ClientBase, migrations: readonly Migration[]): Promise<MigrationStatus> {
  const rows = await readRows(client)
  const files = new Map(migrations.map((migration) => [migration.name, migration]))
  const namesOf = (found: readonly { name: string }[]): string[] => found.map(({ name }) => name)
  const wasEdited = ({ name, checksum }: Row): boolean => {
    const file = files.get(name)
    return file !== undefined && !hasChecksum(file, checksum)
  }
  return {
    pending: namesOf(migrations.filter(({ name }) => rows.every((row) => row.name !== name))),
    failed: namesOf(rows.filter(({ finished }) => !finished)),
    edited: namesOf(rows.filter(wasEdited)),
    unknown: namesOf(rows.filter(({ name }) => !files.has(name))),
  }
}

/** @throws LaunchError for a database that has tables and no history: they are not ours to build on */
export async function ensureHistory(client: ClientBase): Promise<void> {
  if (await hasTable(client)) return
  const { rows } = await client.query<{ empty: boolean }>(IS_EMPTY)
  if (rows[0]?.empty !== true) {
    throw new LaunchError('The database has tables, but no history of migrations. Name an empty database.')
  }
  await client.query(CREATE_TABLE)
}

/**
 * A stock CLI that was killed leaves a row that has neither ended nor failed, and PostgreSQL has rolled its statements
 * back. Only for whoever holds the lock: nobody else migrates.
 */
export async function forgetInterrupted(client: ClientBase): Promise<void> {
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL AND logs IS NULL`,
  )
}

/**
 * After a failed migration was undone by hand: lets the next deploy try it again.
 * @throws LaunchError when it has not failed
 */
export async function markRolledBack(client: ClientBase, name: string): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [name],
  )
  if (rowCount === 0) throw new LaunchError(`No migration ${name} has failed in this database.`)
}
