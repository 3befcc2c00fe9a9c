import type { Pool } from 'pg'

interface Named {
  readonly id: string
  readonly name: string
}

/** An org with all its buildings. */
export interface Org extends Named {
  readonly buildings: readonly Named[]
}

export interface Person extends Named {
  /** Where grants of theirs are written down, whether they count now or not. */
  readonly buildingIds: readonly string[]
}

/** So many people are asked about at once. */
const PAGE = 50

const ORGS = `SELECT o.id, o.name, (
    SELECT coalesce(json_agg(json_build_object('id', b.id, 'name', b.name) ORDER BY b.name, b.id), '[]')
    FROM buildings b WHERE b.org_id = o.id) AS buildings
  FROM orgs o WHERE $1::text IS NULL OR o.slug = $1 ORDER BY o.name, o.id`

const PEOPLE = `SELECT u.id, u.name, ARRAY(
    SELECT a.building_id FROM building_assignments a WHERE a.org_id = u.org_id AND a.user_id = u.id
    UNION
    SELECT x.building_id FROM occupancies x WHERE x.org_id = u.org_id AND x.resident_user_id = u.id) AS "buildingIds"
  FROM users u WHERE u.org_id = $1 AND ($2::uuid IS NULL OR u.id > $2) ORDER BY u.id LIMIT ${PAGE}`

/** The org of a slug, or all of them. */
export async function readOrgs(db: Pool, slug: string | undefined): Promise<Org[]> {
  return (await db.query<Org>(ORGS, [slug ?? null])).rows
}

/** Everybody of an org, page by page. */
export async function* readPeople(db: Pool, orgId: string): AsyncGenerator<readonly Person[]> {
  let after: string | null = null
  for (;;) {
    const { rows }: { rows: Person[] } = await db.query<Person>(PEOPLE, [orgId, after])
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? null
  }
}
