import type { Pool } from 'pg'

const CUSTOMER_TABLES = `
  SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`

// The row of a job changes when it is worked on, wherever a worker runs; that it exists does not.
const JOBS = `SELECT id || ' ' || data::text AS row FROM pgboss.job WHERE data->>'orgId' = $1 ORDER BY 1`

/**
 * Every row of an org as text, in every table that has an org, and its mails to be sent: two that are equal prove that
 * nothing at all was written between them.
 */
export async function everythingOf(db: Pool, orgId: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await db.query<{ name: string }>(CUSTOMER_TABLES)
  const statements = new Map(
    tables.map(({ name }) => [name, `SELECT t::text AS row FROM ${name} t WHERE org_id = $1 ORDER BY 1`]),
  )
  statements.set('jobs', JOBS)
  const contents: Record<string, string[]> = {}
  for (const [name, statement] of statements) {
    const { rows } = await db.query<{ row: string }>(statement, [orgId])
    contents[name] = rows.map(({ row }) => row)
  }
  return contents
}
