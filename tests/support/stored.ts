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

/** What somebody holds, as text that reads and sorts. */
export interface Held {
  readonly roles: string[]
  /** `buildingId TYPE` */
  readonly assignments: string[]
  /** `unitId ACTIVE` or `unitId ENDED` */
  readonly occupancies: string[]
}

const column = async (db: Pool, statement: string, orgId: string, userId: string): Promise<string[]> => {
  const { rows } = await db.query<{ held: string }>(statement, [orgId, userId])
  return rows.map(({ held }) => held).toSorted()
}

/** Read from the tables, so that what was made twice stands here twice. */
export async function heldBy(db: Pool, orgId: string, userId: string): Promise<Held> {
  const of = (what: string, table: string, user: string) =>
    column(db, `SELECT ${what} AS held FROM ${table} WHERE org_id = $1 AND ${user} = $2`, orgId, userId)
  return {
    roles: await of('role_key', 'user_roles', 'user_id'),
    assignments: await of(`building_id || ' ' || type`, 'building_assignments', 'user_id'),
    occupancies: await of(`unit_id || ' ' || status`, 'occupancies', 'resident_user_id'),
  }
}

/** The users of the org with this email. */
export async function usersWith(db: Pool, orgId: string, email: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM users WHERE org_id = $1 AND email = $2', [
    orgId,
    email,
  ])
  return rows.map(({ id }) => id)
}

/** How many mails were ever queued for an org; for one invite when it is named. */
export async function mailsOf(db: Pool, orgId: string, inviteId?: string): Promise<number> {
  const statement = `
    SELECT count(*)::int AS count FROM pgboss.job
    WHERE data->>'orgId' = $1 AND ($2::text IS NULL OR data->>'inviteId' = $2)`
  const { rows } = await db.query<{ count: number }>(statement, [orgId, inviteId ?? null])
  return rows[0]?.count ?? 0
}

const ALL_TABLES = `
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
  const { rows: tables } = await db.query<{ name: string }>(ALL_TABLES)
  const found: string[] = []
  for (const { name } of tables) {
    const statement = `SELECT FROM ${name} t WHERE EXISTS (
      SELECT FROM unnest($1::text[]) AS s (part) WHERE position(lower(part) IN lower(t::text)) > 0) LIMIT 1`
    if ((await db.query(statement, [spellings(secret)])).rowCount !== 0) found.push(name)
  }
  return found
}
