import type { Pool } from 'pg'

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`

/** How a secret could stand in a column: as it is, or its bytes as PostgreSQL shows them. */
const spellings = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret, 'base64url').toString('hex'),
  encodeURIComponent(secret),
]

/** The tables of the database, whatever their schema, in which this text or its bytes stand in any column. */
export async function tablesWith(db: Pool, secret: string): Promise<string[]> {
  const { rows: tables } = await db.query<{ name: string }>(TABLES)
  const found: string[] = []
  for (const { name } of tables) {
    const statement = `SELECT FROM ${name} t WHERE EXISTS (
      SELECT FROM unnest($1::text[]) AS s (part) WHERE position(lower(part) IN lower(t::text)) > 0) LIMIT 1`
    if ((await db.query(statement, [spellings(secret)])).rowCount !== 0) found.push(name)
  }
  return found
}
