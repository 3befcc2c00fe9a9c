import type pg from 'pg'
import { idOf, sqlIdOf } from './ids.ts'

/** An org of any size, all of it made by the database. Numbers count from 0; user 0 is the org_admin. */
export interface BulkOrg {
  readonly number: number
  readonly slug: string
  readonly buildings: number
  readonly unitsPerBuilding: number
  readonly users: number
  /** Of each unit; all but the last have ended, and the last of every second unit is ACTIVE. */
  readonly occupanciesPerUnit: number
  /** Units of building 0 after all others, in which nobody lives: provisioning fills them. */
  readonly emptyUnits: number
  /** Users who are MANAGER in the first so many buildings, by user. */
  readonly managers?: Readonly<Record<number, number>>
}

/** Of ten users one is a viewer and four are STAFF in one building: half may read units in the building of theirs. */
export const isViewer = (user: number): boolean => user > 0 && user % 10 === 0
export const isStaff = (user: number): boolean => user % 10 >= 1 && user % 10 <= 4
export const buildingOf = (user: number, { buildings }: BulkOrg): number => user % buildings

const orgIdOf = ({ number }: Pick<BulkOrg, 'number'>): string => idOf(number, 'org', 0)
export const emailOf = (user: number): string => `user-${user}@bench.example`
/** Who lives, or lived last, in a unit: somebody else in each while there are people enough. */
export const residentOf = (unit: number, { users }: BulkOrg): number => (unit * 7 + 3) % users
export const unitsOf = ({ buildings, unitsPerBuilding }: BulkOrg): number => buildings * unitsPerBuilding

const PASSWORD = `(SELECT password_hash FROM users WHERE password_hash IS NOT NULL LIMIT 1)`

const peopleOf = ({ number, users, buildings, managers = {} }: BulkOrg): string[] => {
  const id = (kind: Parameters<typeof sqlIdOf>[1], n: string) => sqlIdOf(number, kind, n)
  const org = id('org', '0')
  return [
    `INSERT INTO users (org_id, id, email, name, status, password_hash, updated_at)
     SELECT ${org}, ${id('user', 'i')}, 'user-' || i || '@bench.example', 'User ' || i, 'ACTIVE', p.hash, now()
     FROM generate_series(0, ${users - 1}) i, (SELECT ${PASSWORD} AS hash) p`,
    `INSERT INTO user_roles (org_id, user_id, role_key)
     SELECT ${org}, ${id('user', 'i')}, CASE WHEN i = 0 THEN 'org_admin' ELSE 'viewer' END
     FROM generate_series(0, ${users - 1}, 10) i`,
    `INSERT INTO building_assignments (org_id, id, building_id, user_id, type, updated_at)
     SELECT ${org}, ${id('assignment', 'i')}, ${id('building', `i % ${buildings}`)}, ${id('user', 'i')}, 'STAFF', now()
     FROM generate_series(0, ${users - 1}) i WHERE i % 10 BETWEEN 1 AND 4`,
    ...Object.entries(managers).map(
      ([user, count], place) => `INSERT INTO building_assignments (org_id, id, building_id, user_id, type, updated_at)
     SELECT ${org}, ${id('assignment', `${users} + ${place} * 1000000 + i`)}, ${id('building', 'i')},
            ${id('user', user)}, 'MANAGER', now()
     FROM generate_series(0, ${count - 1}) i`,
    ),
  ]
}

const housesOf = (bulk: BulkOrg): string[] => {
  const { number, buildings, unitsPerBuilding, users, occupanciesPerUnit, emptyUnits } = bulk
  const id = (kind: Parameters<typeof sqlIdOf>[1], n: string) => sqlIdOf(number, kind, n)
  const org = id('org', '0')
  const units = unitsOf(bulk)
  return [
    `INSERT INTO buildings (org_id, id, name, city, updated_at)
     SELECT ${org}, ${id('building', 'i')}, 'Building ' || i, 'Berlin', now() FROM generate_series(0, ${buildings - 1}) i`,
    `INSERT INTO units (org_id, id, building_id, label, floor, updated_at)
     SELECT ${org}, ${id('unit', 'i')}, ${id('building', `i / ${unitsPerBuilding}`)}, 'Unit ' || i, i % 20, now()
     FROM generate_series(0, ${units - 1}) i`,
    `INSERT INTO units (org_id, id, building_id, label, floor, updated_at)
     SELECT ${org}, ${id('unit', `${units} + i`)}, ${id('building', '0')}, 'Empty ' || i, 0, now()
     FROM generate_series(0, ${emptyUnits - 1}) i`,
    `INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, status, start_at, end_at, updated_at)
     SELECT ${org}, ${id('occupancy', `i * ${occupanciesPerUnit} + k`)}, ${id('building', `i / ${unitsPerBuilding}`)},
            ${id('unit', 'i')}, ${id('user', `(i * 7 + 3) % ${users}`)},
            CASE WHEN o.open THEN 'ACTIVE' ELSE 'ENDED' END::"OccupancyStatus", o.start_at,
            CASE WHEN NOT o.open THEN o.start_at + interval '1 day' END, now()
     FROM generate_series(0, ${units - 1}) i, generate_series(0, ${occupanciesPerUnit - 1}) k,
          LATERAL (SELECT timestamptz '2020-01-01 00:00Z' + k * interval '2 days' AS start_at,
                          k = ${occupanciesPerUnit - 1} AND i % 2 = 1 AS open) o`,
  ]
}

export async function insertBulkOrg(client: pg.PoolClient, bulk: BulkOrg): Promise<void> {
  await client.query(`INSERT INTO orgs (id, name, slug, updated_at) VALUES ($1, $2, $2, now())`, [
    orgIdOf(bulk),
    bulk.slug,
  ])
  for (const statement of [...peopleOf(bulk), ...housesOf(bulk)]) await client.query(statement)
}
