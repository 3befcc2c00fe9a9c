import type { Db } from '@latchkey/shared/db/client'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { escapeLiteral, type Pool } from 'pg'
import { z } from 'zod'

interface Node {
  readonly Alias?: string | undefined
  readonly 'Index Name'?: string | undefined
  readonly 'Relation Name'?: string | undefined
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number | undefined
  readonly Plans?: readonly Node[] | undefined
}

const Node: z.ZodType<Node> = z.object({
  Alias: z.string().optional(),
  'Index Name': z.string().optional(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  Plans: z.lazy(() => z.array(Node)).optional(),
})

const Explained = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: Node })]) })])

const planOf = async (db: Pool, text: string, values: readonly unknown[] = []): Promise<Node> =>
  Explained.parse((await db.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values])).rows)[0]['QUERY PLAN'][0].Plan

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** How many rows of a table, or of its partitions, a statement reads. */
export async function rowsRead(db: Pool, table: string, text: string, values: readonly unknown[]): Promise<number> {
  const nodes = nodesOf(await planOf(db, text, values))
  return nodes
    .filter((node) => node['Relation Name']?.startsWith(table) === true)
    .reduce(
      (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    )
}

/** The statement that a list reads its rows by. */
export async function statementOf(db: Db, list: (db: Db) => Promise<unknown>): Promise<Prisma.Sql> {
  let statement = Prisma.empty
  const read = (text: TemplateStringsArray, ...values: unknown[]) => {
    statement = Prisma.sql(text, ...values)
    return Promise.resolve([])
  }
  // A proxy, since what is set on an object whose prototype is the client would be set on the client.
  const noting = new Proxy(db, { get: (of, name) => (name === 'read' ? read : Reflect.get(of, name)) })
  await list(noting)
  return statement
}

const literalOf = (value: unknown): string =>
  value === null ? 'NULL' : escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value))

/**
 * The indexes that a prepared statement reads, each with its table's alias. Of a connection of its own, whose
 * `plan_cache_mode` says what the planner knows of the values.
 */
export async function indexesRead(
  db: Pool,
  text: string,
  values: readonly unknown[],
): Promise<ReadonlyMap<string | undefined, string>> {
  await db.query(`PREPARE explained AS ${text}`)
  const plan = await planOf(db, `EXECUTE explained (${values.map(literalOf).join(', ')})`)
  await db.query('DEALLOCATE explained')
  return new Map(nodesOf(plan).flatMap((node) => (node['Index Name'] ? [[node.Alias, node['Index Name']]] : [])))
}
