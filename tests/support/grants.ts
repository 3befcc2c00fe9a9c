import type { Pool } from 'pg'

/** What somebody holds, as text that reads and sorts. */
export interface Held {
  readonly roles: string[]
  /** `buildingId TYPE` */
  readonly assignments: string[]
  /** `unitId ACTIVE` or `unitId ENDED` */
  readonly occupancies: string[]
}

const column = async (db: Pool, statement: string, orgId: string, userId: string): Promise<string[]> => {
  const { rows } = await db.query<{ held: string }>(statement, [orgId, userId])
  return rows.map(({ held }) => held).toSorted()
}

/** Read from the tables, so that what was made twice stands here twice. */
export async function heldBy(db: Pool, orgId: string, userId: string): Promise<Held> {
  const of = (what: string, table: string, user: string) =>
    column(db, `SELECT ${what} AS held FROM ${table} WHERE org_id = $1 AND ${user} = $2`, orgId, userId)
  return {
    roles: await of('role_key', 'user_roles', 'user_id'),
    assignments: await of(`building_id || ' ' || type`, 'building_assignments', 'user_id'),
    occupancies: await of(`unit_id || ' ' || status`, 'occupancies', 'resident_user_id'),
  }
}

/** The users of the org with this email. */
export async function usersWith(db: Pool, orgId: string, email: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM users WHERE org_id = $1 AND email = $2', [
    orgId,
    email,
  ])
  return rows.map(({ id }) => id)
}
