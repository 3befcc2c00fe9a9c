import { codeOf } from '@latchkey/dev-postgres/errors'
import type { ClientBase } from 'pg'
import pg from 'pg'
import type { Migration } from './files.ts'
import { isAwaited } from './lock.ts'
import { statementsOf } from './statements.ts'

const CONCURRENTLY =
  /^(?:CREATE\s+(?:UNIQUE\s+)?INDEX|DROP\s+INDEX)\s+CONCURRENTLY\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"?(\w+)"?/i

/** The index that a migration makes or drops beside writes: PostgreSQL does that in no transaction, so it does nothing else. */
export function concurrentIndexOf(sql: string): string | undefined {
  const statements = statementsOf(sql)
  return statements.length === 1 ? CONCURRENTLY.exec(statements[0]?.text ?? '')?.[1] : undefined
}

const IS_BROKEN = `SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid`

const DEADLOCK = '40P01'

async function dropBroken(client: ClientBase, index: string): Promise<void> {
  const broken = await client.query(IS_BROKEN, [index])
  if (broken.rowCount !== 0) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${pg.escapeIdentifier(index)}`)
}

/**
 * The invalid index of an interrupted attempt is dropped first. This waits for transactions and blocks none; where one of
 * them waits for the lock of migrations, as that of the stock CLI does, it is left to it.
 * @returns whether it was applied
 */
export async function applyBesideWrites(
  client: ClientBase,
  { sql }: Migration,
  index: string,
  record: () => Promise<unknown>,
): Promise<boolean> {
  await dropBroken(client, index)
  if (await isAwaited(client)) return false
  try {
    await client.query(sql)
  } catch (error) {
    if (codeOf(error) !== DEADLOCK) throw error
    await dropBroken(client, index)
    return false
  }
  await record()
  return true
}
