import type { Pool } from 'pg'

const CUSTOMER_TABLES = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`

// The row of a job changes when it is worked on, wherever a worker runs; that it exists does not.
const JOBS = `SELECT 'jobs' AS name, id || ' ' || data::text AS row FROM pgboss.job WHERE data->>'orgId' = $1::text`

let statement: Promise<string> | undefined

/** One statement that reads every table whose rows belong to an org, and the mails to be sent. */
async function readTables(db: Pool): Promise<string> {
  const { rows } = await db.query<{ name: string }>(CUSTOMER_TABLES)
  const parts = rows.map(
    ({ name }) => `SELECT '${name}' AS name, t::text AS row FROM ${name} t WHERE org_id = $1::uuid`,
  )
  return `${[...parts, JOBS].join(' UNION ALL ')} ORDER BY 1, 2`
}

/**
 * Every row of an org as text, in every table that has an org, and its mails to be sent: two that are equal prove that
 * nothing at all was written between them.
 */
export async function everythingOf(db: Pool, orgId: string): Promise<Record<string, string[]>> {
  statement ??= readTables(db)
  const { rows } = await db.query<{ name: string; row: string }>(await statement, [orgId])
  const byTable = Map.groupBy(rows, ({ name }) => name)
  return Object.fromEntries([...byTable].map(([name, found]) => [name, found.map(({ row }) => row)]))
}
