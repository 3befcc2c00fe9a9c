import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'
import type { Pool } from 'pg'
import { randomly } from '../support/random.ts'
import { createWorld, newId, type World } from '../support/world.ts'

export interface Entity {
  readonly type: string
  readonly id: string
}

/** Everybody and everything that can be asked about, unknown ones included. */
export interface Population {
  readonly subjects: readonly Entity[]
  readonly resources: readonly Entity[]
}

/** Two orgs of random people with random grants, who share some ids: these must never be mistaken for each other. */
export async function populate(db: Pool, seed: number): Promise<Population> {
  const { some, one } = randomly(seed)
  const worlds = [await createWorld(db), await createWorld(db)]
  const shared = { user: newId(), building: newId(), unit: newId() }

  const settle = async (world: World) => {
    const buildings = await Promise.all(
      [undefined, undefined, undefined, undefined, shared.building].map(world.building),
    )
    const units: [id: string, buildingId: string][] = []
    for (const buildingId of buildings.slice(1)) {
      for (const _ of some([1, 2, 3], 0.7)) units.push([await world.unit(buildingId), buildingId])
    }
    units.push([await world.unit(buildings[0] ?? '', shared.unit), buildings[0] ?? ''])

    const addUser = async (id?: string): Promise<string> => {
      const overridden = some(PERMISSION_KEYS, 0.25)
      const allow = some(overridden, 0.5)
      const userId = await world.user({
        ...(id === undefined ? {} : { id }),
        status: one(['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'INVITED', 'DISABLED'] as const),
        roles: some(ROLE_KEYS, 0.15),
        allow,
        deny: overridden.filter((key) => !allow.includes(key)),
      })
      for (const buildingId of some(buildings, 0.4)) {
        for (const type of some(AssignmentTypeName.options, 0.4)) await world.assign(userId, buildingId, type)
      }
      return userId
    }
    // One after another: the choices come in the same order in every run.
    const users: string[] = []
    for (const id of [...Array<undefined>(7), shared.user]) users.push(await addUser(id))
    for (const [unitId, buildingId] of units) {
      const occupancy = await world.occupy(one(users), buildingId, unitId)
      if (one([true, false])) await world.endOccupancy(occupancy)
    }
    return { users, buildings, units: units.map(([id]) => id) }
  }

  const settled = [await settle(worlds[0] ?? one(worlds)), await settle(worlds[1] ?? one(worlds))]
  const all = (type: string, ids: readonly string[]): Entity[] => [...new Set(ids)].map((id) => ({ type, id }))
  return {
    subjects: [
      ...all('user', [...settled.flatMap(({ users }) => users), newId(), 'nobody']),
      { type: 'machine', id: settled[0]?.users[0] ?? '' },
    ],
    resources: [
      ...all('org', [...worlds.map(({ orgId }) => orgId), newId()]),
      ...all('building', [...settled.flatMap(({ buildings }) => buildings), newId(), 'no building']),
      ...all('unit', [...settled.flatMap(({ units }) => units), newId()]),
      { type: 'garden', id: settled[0]?.buildings[0] ?? '' },
    ],
  }
}
