import type { Bench } from '../bench.ts'
import { createRandom } from '../oracle/random.ts'
import { buildingId, buildingOfUnit, makePeople, type Person, unitId, WORLD } from '../oracle/world.ts'
import { emailOf, insertBulkOrg } from './bulk-org.ts'
import { idOf } from './ids.ts'
import { preparePassword } from './password.ts'
import { withoutTriggers } from './without-triggers.ts'

const SEED = 20_261

const rows = (people: readonly Person[]) => ({
  users: people.map(({ id, number, status }) => ({ id, number, status, email: emailOf(number) })),
  roles: people.flatMap(({ id, roles }) => roles.map((role) => ({ id, role }))),
  overrides: people.flatMap(({ id, overrides }) => overrides.map(({ key, effect }) => ({ id, key, effect }))),
  assignments: people.flatMap(({ id, assignments }) =>
    assignments.map(({ building, type }) => ({ id, building: buildingId(building), type })),
  ),
  homes: people.flatMap(({ id, homes }) =>
    homes.map((unit) => ({ id, unit: unitId(unit), building: buildingId(buildingOfUnit(unit)) })),
  ),
})

/** $1 the org, $2 the rows of one kind as JSON. */
const STATEMENTS: Readonly<Record<keyof ReturnType<typeof rows>, string>> = {
  users: `INSERT INTO users (org_id, id, email, name, status, password_hash, updated_at)
    SELECT $1, r.id, r.email, 'User ' || r.number, r.status::"UserStatus",
           (SELECT password_hash FROM users WHERE password_hash IS NOT NULL LIMIT 1), now()
    FROM json_to_recordset($2) AS r (id uuid, number int, status text, email text)`,
  roles: `INSERT INTO user_roles (org_id, user_id, role_key)
    SELECT $1, r.id, r.role FROM json_to_recordset($2) AS r (id uuid, role text)`,
  overrides: `INSERT INTO permission_overrides (org_id, user_id, permission_key, effect)
    SELECT $1, r.id, r.key, r.effect::"OverrideEffect" FROM json_to_recordset($2) AS r (id uuid, key text, effect text)`,
  assignments: `INSERT INTO building_assignments (org_id, id, building_id, user_id, type, updated_at)
    SELECT $1, gen_random_uuid(), r.building, r.id, r.type::"AssignmentType", now()
    FROM json_to_recordset($2) AS r (id uuid, building uuid, type text)`,
  homes: `INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, status, start_at, updated_at)
    SELECT $1, gen_random_uuid(), r.building, r.unit, r.id, 'ACTIVE', now(), now()
    FROM json_to_recordset($2) AS r (id uuid, unit uuid, building uuid)`,
}

/** The org that questions are about; returns its people. */
export const questionsOrg = (bench: Bench): Promise<readonly Person[]> =>
  bench.once('seeding the org that is asked about', async () => {
    await preparePassword(bench)
    const people = makePeople(createRandom(SEED))
    await withoutTriggers(await bench.database(), async (client) => {
      await insertBulkOrg(client, { ...WORLD, users: 0, occupanciesPerUnit: 0, emptyUnits: 0 })
      for (const [kind, list] of Object.entries(rows(people))) {
        // safe because the statements have the keys of the rows
        await client.query(STATEMENTS[kind as keyof typeof STATEMENTS], [
          idOf(WORLD.number, 'org', 0),
          JSON.stringify(list),
        ])
      }
    })
    return people
  })
