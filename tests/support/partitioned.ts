import type { ClientBase } from 'pg'
import { withClient } from '../../scripts/migrations/client.ts'

/** A schema of their own: what lists the tables finds the whole ones. */
const SCHEMA = 'partitions'
const PARTITIONS = 4

interface Definition {
  readonly table: string
  readonly name: string
  readonly kind: 'key' | 'index' | 'reference' | 'trigger'
  readonly text: string
}

const CUSTOMER_TABLES = `SELECT c.oid, c.relname AS name FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`

/** What must be made again, in the order in which it can be, and was: the first of two that refuse a row is named. */
const DEFINITIONS = `WITH tables AS (${CUSTOMER_TABLES}), definitions AS (
  SELECT 1 AS place, k.conindid AS made, t.name AS "table", k.conname AS name, 'key' AS kind, pg_get_constraintdef(k.oid) AS text
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x')
  UNION ALL
  SELECT 2, i.indexrelid, t.name, x.relname, 'index', pg_get_indexdef(i.indexrelid)
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = t.oid)
  UNION ALL
  SELECT 3, k.oid, t.name, k.conname, 'reference', pg_get_constraintdef(k.oid)
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
  UNION ALL
  SELECT 4, g.oid, t.name, g.tgname, 'trigger', pg_get_triggerdef(g.oid)
    FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
) SELECT "table", name, kind, text FROM definitions ORDER BY place, made`

const CHILDREN = `SELECT c.relname AS child, p.relname AS parent, substring(t.relname FROM '_(\\d+)$') AS number
  FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('i', 'I')
  JOIN pg_class p ON p.oid = h.inhparent JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid
  WHERE c.relnamespace = '${SCHEMA}'::regnamespace`

const statementOf = ({ table, name, kind, text }: Definition): string =>
  kind === 'key' || kind === 'reference' ? `ALTER TABLE public.${table} ADD CONSTRAINT "${name}" ${text}` : text

async function makeAgain(client: ClientBase, name: string): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM plain.${name} LIMIT 1`)
  if (rowCount !== 0) throw new Error(`${name} has rows: only an empty table is made again in parts`)
  const copied = 'INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE'
  await client.query(`CREATE TABLE public.${name} (LIKE plain.${name} ${copied}) PARTITION BY HASH (org_id)`)
  for (let number = 0; number < PARTITIONS; number += 1) {
    const values = `FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${number})`
    await client.query(`CREATE TABLE ${SCHEMA}.${name}_${number} PARTITION OF public.${name} ${values}`)
  }
}

async function partitionAll(client: ClientBase): Promise<void> {
  const tables = (await client.query<{ name: string }>(CUSTOMER_TABLES)).rows.map(({ name }) => name)
  const definitions = (await client.query<Definition>(DEFINITIONS)).rows
  await client.query(`CREATE SCHEMA ${SCHEMA}; CREATE SCHEMA plain`)
  for (const name of tables) await client.query(`ALTER TABLE public.${name} SET SCHEMA plain`)
  for (const name of tables) await makeAgain(client, name)
  for (const definition of definitions) await client.query(statementOf(definition))
  // As shards are called: the name of the whole and a number. PostgreSQL would make one up from the columns.
  const { rows } = await client.query<{ child: string; parent: string; number: string }>(CHILDREN)
  for (const { child, parent, number } of rows) {
    await client.query(`ALTER INDEX ${SCHEMA}."${child}" RENAME TO "${parent}_${number}"`)
  }
  // What an error says of a row is told to whoever may read the part that it is in. The schema is closed to all the same.
  await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${SCHEMA} TO PUBLIC`)
  await client.query('DROP SCHEMA plain CASCADE')
}

/**
 * Makes every table of customer data of a fresh database again, partitioned by hash of the org, with all its constraints,
 * indexes and triggers: what cannot be spread over machines by org, cannot be made like this. Rights are given afterwards.
 */
export const partitionByOrg = (url: string): Promise<void> =>
  withClient(url, async (client) => {
    await client.query('BEGIN')
    await partitionAll(client)
    await client.query('COMMIT')
  })
