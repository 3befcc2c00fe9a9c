import { constraintOf } from '@latchkey/shared/db/errors'
import type { Pool } from 'pg'

export type Row = Readonly<Record<string, unknown>>

/** Inserts a good row of the table with these changes; answers the constraint that refused it, if any. */
export const inserting =
  (db: Pool, good: Readonly<Record<string, () => Promise<Row>>>) =>
  async (table: string, changes: Row): Promise<string | undefined> => {
    const row = { ...(await good[table]?.()), ...changes }
    const columns = Object.keys(row)
    const places = columns.map((_, at) => `$${at + 1}`)
    try {
      await db.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row))
      return undefined
    } catch (error) {
      return constraintOf(error) ?? String(error)
    }
  }
