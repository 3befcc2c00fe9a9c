import type pg from 'pg'
import type { Database } from '../services/database.ts'

/**
 * Fills tables in one transaction without triggers and foreign keys, which would take most of the time: what is put
 * in is consistent by construction, and versions stay what they are.
 */
export async function withoutTriggers(
  { pool }: Database,
  fill: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SET LOCAL session_replication_role = replica')
    await fill(client)
    await client.query('COMMIT')
    await client.query('VACUUM ANALYZE')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
