import type { Pool } from 'pg'

const TABLES = [
  'users',
  'user_roles',
  'permission_overrides',
  'buildings',
  'units',
  'building_assignments',
  'occupancies',
]

/** Every row of an org as text, by table: two that are equal prove that nothing was written between them. */
export async function contentsOf(db: Pool, orgId: string): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {}
  for (const table of TABLES) {
    const statement = `SELECT t::text AS row FROM ${table} t WHERE org_id = $1 ORDER BY 1`
    const { rows } = await db.query<{ row: string }>(statement, [orgId])
    contents[table] = rows.map(({ row }) => row)
  }
  return contents
}
