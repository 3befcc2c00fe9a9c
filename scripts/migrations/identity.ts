import type { ClientBase } from 'pg'

const IS_SAME = `
  SELECT EXISTS (SELECT FROM database_identities WHERE identity = current_database_identity()) AS "isSame"`

/**
 * Whether this is a database that `after-restore`, or else the migration, was run on: not where a dump was restored, and not on
 * another timeline, which begins when a standby is promoted and when a recovery ends at a point in time. A copy of the files
 * that was simply started again is not told from the original.
 */
export const isSameDatabase = async (client: ClientBase): Promise<boolean> =>
  (await client.query<{ isSame: boolean }>(IS_SAME)).rows[0]?.isSame === true

/**
 * The version that everything has at least after a restore: seconds since 2020. It is higher than any version that was issued
 * since the backup, unless something has changed more than once a second all the time; and higher than after a restore before.
 */
const LIFTED = `extract(epoch FROM clock_timestamp() - timestamptz '2020-01-01 00:00Z')::int`

const LIFT_USERS = `UPDATE users SET authz_version = greatest(authz_version + 1, ${LIFTED})`
const LIFT_ORGS = `
  INSERT INTO org_authz_versions AS v (org_id, version) SELECT id, ${LIFTED} FROM orgs
  ON CONFLICT (org_id) DO UPDATE SET version = greatest(v.version + 1, excluded.version)`
const END_SESSIONS = 'UPDATE sessions SET revoked_at = now() WHERE revoked_at IS NULL'
const END_LINKS = 'DELETE FROM one_time_links'
const WRITE_IDENTITY = `
  INSERT INTO database_identities (identity) VALUES (current_database_identity()) ON CONFLICT DO NOTHING`

export interface Restored {
  readonly users: number
  readonly orgs: number
  readonly sessions: number
  readonly links: number
}

/**
 * Makes a database that was restored to the past one that can be served from: no version will be given twice, and what was a
 * secret then is none any more. In one transaction; may be repeated.
 */
export async function afterRestore(client: ClientBase): Promise<Restored> {
  const count = async (statement: string): Promise<number> => (await client.query(statement)).rowCount ?? 0
  await client.query('BEGIN')
  try {
    const restored = {
      users: await count(LIFT_USERS),
      orgs: await count(LIFT_ORGS),
      sessions: await count(END_SESSIONS),
      links: await count(END_LINKS),
    }
    await client.query(WRITE_IDENTITY)
    await client.query('COMMIT')
    return restored
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
