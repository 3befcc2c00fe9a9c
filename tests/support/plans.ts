import type { Pool } from 'pg'
import { z } from 'zod'

interface Node {
  readonly 'Relation Name'?: string | undefined
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number | undefined
  readonly Plans?: readonly Node[] | undefined
}

const Node: z.ZodType<Node> = z.object({
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  Plans: z.lazy(() => z.array(Node)).optional(),
})

const Explained = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: Node })]) })])

/** How many rows of a table, or of its partitions, a statement reads. */
export async function rowsRead(db: Pool, table: string, text: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await db.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values])
  const readBy = (node: Node): number => {
    const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    const below = (node.Plans ?? []).map(readBy).reduce((sum, count) => sum + count, 0)
    return below + (node['Relation Name']?.startsWith(table) === true ? own : 0)
  }
  return readBy(Explained.parse(rows)[0]['QUERY PLAN'][0].Plan)
}
