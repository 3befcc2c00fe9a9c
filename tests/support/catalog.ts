import type { ClientBase, Pool } from 'pg'

export interface Index {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly primary: boolean
  /** Whether it keeps an exclusion constraint. */
  readonly exclusion: boolean
  /** As PostgreSQL calls it: `btree`, `hash`, `gist`. */
  readonly method: string
  /** The condition of a partial index. */
  readonly predicate: string | null
}

type Action = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ForeignKey {
  readonly name: string
  readonly columns: readonly string[]
  readonly target: string
  readonly targetColumns: readonly string[]
  readonly onDelete: Action
  readonly onUpdate: Action
}

interface Trigger {
  readonly name: string
  readonly function: string
  /** As SQL says it, the events in the order of the catalog. */
  readonly definition: string
  readonly enabled: boolean
}

/** What pg_catalog says of one table. */
export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly required: readonly string[]
  readonly indexes: readonly Index[]
  readonly foreignKeys: readonly ForeignKey[]
  /** The names of its CHECKs that hold for every row. */
  readonly checks: readonly string[]
  readonly triggers: readonly Trigger[]
}

const names = (numbers: string, relation: string) => `ARRAY(
  SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS n (attnum, place)
  JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = n.attnum ORDER BY n.place)`

const action = (column: string) => `CASE ${column} WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
  WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END`

const CATALOG = `
  SELECT t.relname AS name,
    ARRAY(SELECT attname::text FROM pg_attribute
          WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum) AS columns,
    ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND attnotnull) AS required,
    (SELECT coalesce(json_agg(json_build_object('name', c.relname, 'columns', ${names('i.indkey', 'i.indrelid')},
       'unique', i.indisunique, 'primary', i.indisprimary, 'exclusion', i.indisexclusion, 'method', m.amname,
       'predicate', pg_get_expr(i.indpred, i.indrelid)) ORDER BY c.relname), '[]')
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
     WHERE i.indrelid = t.oid AND i.indisvalid) AS indexes,
    (SELECT coalesce(json_agg(json_build_object('name', f.conname, 'columns', ${names('f.conkey', 'f.conrelid')},
       'target', target.relname, 'targetColumns', ${names('f.confkey', 'f.confrelid')},
       'onDelete', ${action('f.confdeltype')}, 'onUpdate', ${action('f.confupdtype')}) ORDER BY f.conname), '[]')
     FROM pg_constraint f JOIN pg_class target ON target.oid = f.confrelid
     WHERE f.conrelid = t.oid AND f.contype = 'f' AND f.conparentid = 0) AS "foreignKeys",
    ARRAY(SELECT conname::text FROM pg_constraint
          WHERE conrelid = t.oid AND contype = 'c' AND convalidated ORDER BY conname) AS checks,
    (SELECT coalesce(json_agg(json_build_object('name', g.tgname, 'function', p.proname,
       'definition', pg_get_triggerdef(g.oid), 'enabled', g.tgenabled = 'O') ORDER BY g.tgname), '[]')
     FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid WHERE g.tgrelid = t.oid AND NOT g.tgisinternal) AS triggers
  FROM pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') ORDER BY t.relname`

/** Every table of the database, in the order of their names. */
export async function readCatalog(db: Pool | ClientBase): Promise<Table[]> {
  return (await db.query<Table>(CATALOG)).rows
}

/** A table of customer data: its rows belong to an org. */
export const isCustomerTable = ({ columns }: Table): boolean => columns.includes('org_id')
