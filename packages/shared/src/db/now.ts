import type { Db, Tx } from './client.ts'

/**
 * The moment by the clock of the database, in whole milliseconds and never ahead of it. Call under the locks of what is
 * compared with it: every moment that others wrote down as now has passed by then.
 */
export async function readNow(db: Db | Tx): Promise<Date> {
  const rows = await db.read<{ now: Date }>`SELECT date_trunc('milliseconds', latchkey_clock()) AS now`
  const [row] = rows
  if (row === undefined) throw new Error('The clock of the database says nothing')
  return row.now
}
