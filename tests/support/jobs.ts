import type { Pool } from 'pg'

/** How many mails were ever queued for an org; for one invite when it is named. */
export async function mailsOf(db: Pool, orgId: string, inviteId?: string): Promise<number> {
  const statement = `
    SELECT count(*)::int AS count FROM pgboss.job
    WHERE data->>'orgId' = $1 AND ($2::text IS NULL OR data->>'inviteId' = $2)`
  const { rows } = await db.query<{ count: number }>(statement, [orgId, inviteId ?? null])
  return rows[0]?.count ?? 0
}
