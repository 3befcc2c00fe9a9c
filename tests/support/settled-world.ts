import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'
import type { Pool } from 'pg'
import { seeded } from './random.ts'
import { createWorld } from './world.ts'

const PEOPLE = 40
const BUILDINGS = 5
const TYPES: readonly AssignmentTypeName[] = ['BUILDING_ADMIN', 'MANAGER', 'STAFF']

/** An org whose people hold all kinds of grants in some of its buildings; drawn from a fixed seed. */
export async function settledWorld(db: Pool) {
  const world = await createWorld(db)
  const { chance, pick, some } = seeded(5)
  const buildings: string[] = []
  for (let made = 0; made < BUILDINGS; made += 1) buildings.push(await world.building())
  const people: string[] = []
  for (let made = 0; made < PEOPLE; made += 1) {
    const deny = chance(0.3) ? [pick(PERMISSION_KEYS)] : []
    const allow = chance(0.2) ? [pick(PERMISSION_KEYS)].filter((key) => !deny.includes(key)) : []
    const status = pick(['ACTIVE', 'ACTIVE', 'ACTIVE', 'INVITED', 'DISABLED'] as const)
    const userId = await world.user({ status, roles: [...new Set(some(ROLE_KEYS, 2))], allow, deny })
    for (const building of new Set(some(buildings, 2))) await world.assign(userId, building, pick(TYPES))
    for (const building of new Set(some(buildings, 2))) {
      const occupancy = await world.occupy(userId, building)
      if (chance(0.4)) await world.endOccupancy(occupancy)
    }
    people.push(userId)
  }
  const { rows } = await db.query<{ name: string; slug: string }>('SELECT name, slug FROM orgs WHERE id = $1', [
    world.orgId,
  ])
  const [org] = rows
  if (org === undefined) throw new Error('an org was just made')
  return { ...org, orgId: world.orgId, people, buildings }
}
