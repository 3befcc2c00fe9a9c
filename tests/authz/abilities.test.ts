import { accessibleBy } from '@casl/prisma/runtime'
import { LISTED_GRANTS } from '@latchkey/authz/facts/grants-statements'
import { unpackAbility } from '@latchkey/shared/authz/ability'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { createDb } from '@latchkey/shared/db/client'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool, PATIENT } from '../support/database.ts'
import { createWorld, type UserOptions, type World } from '../support/world.ts'

const pool = ownerPool()
const authz = testAuthz()
const db = createDb(inject('databaseUrl'), 2, PATIENT)
afterAll(() => db.$disconnect())

const times = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make))

/** The buildings of the whole database that the packed rules let through, as a list route finds them. */
const listed = async (userId: string, key: PermissionKey): Promise<string[]> => {
  const ability = unpackAbility(await authz.abilities(userId))
  if (ability.rulesFor(key, 'Building').length === 0) return []
  const where = accessibleBy(ability, key).ofType('Building')
  const rows = await db.building.findMany({ where, select: { id: true } })
  return rows.map(({ id }) => id).toSorted()
}

/** The same, asked one by one. */
const permitted = async (userId: string, key: PermissionKey, buildings: readonly string[]): Promise<string[]> => {
  const asked = buildings.map(async (id) => {
    const { decision } = await authz.ask(userId, key, { type: 'building', id })
    return decision ? [id] : []
  })
  return (await Promise.all(asked)).flat().toSorted()
}

interface Person extends UserOptions {
  readonly assignments?: readonly [type: AssignmentTypeName, count: number][]
  readonly homes?: number
}

/**
 * Somebody with grants in so many buildings each, in an org with ten buildings more, where somebody else holds every
 * grant there is, and next to an org with one.
 */
const settle = async ({ assignments = [], homes = 0, ...options }: Person) => {
  const world: World = await createWorld(pool)
  const userId = await world.user(options)
  const neighbour = await createWorld(pool)
  const others = await times(10, () => world.building())
  const somebodyElse = await world.user()
  for (const id of others) {
    await Promise.all(AssignmentTypeName.options.map((type) => world.assign(somebodyElse, id, type)))
    await world.occupy(somebodyElse, id)
  }
  const buildings = [...others, await neighbour.building()]
  for (const [type, count] of assignments) {
    const theirs = await times(count, () => world.building())
    await Promise.all(theirs.map((id) => world.assign(userId, id, type)))
    buildings.push(...theirs)
  }
  const theirs = await times(homes, () => world.building())
  await Promise.all(theirs.map((id) => world.occupy(userId, id)))
  return { userId, buildings: [...buildings, ...theirs] }
}

const KEYS = ['buildings.read', 'units.write', 'units.basic.read'] as const

const PEOPLE: [name: string, person: Person, visible: Record<(typeof KEYS)[number], number>][] = [
  ['nobody', {}, { 'buildings.read': 0, 'units.write': 0, 'units.basic.read': 0 }],
  ['a viewer', { roles: ['viewer'] }, { 'buildings.read': 10, 'units.write': 0, 'units.basic.read': 10 }],
  [
    'an org admin with a DENY',
    { roles: ['org_admin'], deny: ['units.write'], assignments: [['BUILDING_ADMIN', 1]] },
    { 'buildings.read': 11, 'units.write': 1, 'units.basic.read': 11 },
  ],
  [
    'staff here, manager and admin there, living elsewhere',
    {
      assignments: [
        ['STAFF', 2],
        ['MANAGER', 3],
        ['BUILDING_ADMIN', 1],
      ],
      homes: 2,
    },
    { 'buildings.read': 6, 'units.write': 1, 'units.basic.read': 8 },
  ],
  [
    'staff of as many buildings as are listed',
    { assignments: [['STAFF', LISTED_GRANTS]] },
    { 'buildings.read': LISTED_GRANTS, 'units.write': 0, 'units.basic.read': LISTED_GRANTS },
  ],
  [
    'staff of one more',
    { assignments: [['STAFF', LISTED_GRANTS + 1]] },
    { 'buildings.read': LISTED_GRANTS + 1, 'units.write': 0, 'units.basic.read': LISTED_GRANTS + 1 },
  ],
  [
    'staff of many, admin of some, resident of a few',
    {
      assignments: [
        ['STAFF', LISTED_GRANTS],
        ['BUILDING_ADMIN', 4],
      ],
      homes: 3,
    },
    { 'buildings.read': LISTED_GRANTS + 4, 'units.write': 4, 'units.basic.read': LISTED_GRANTS + 7 },
  ],
  [
    'a resident of more than are listed',
    { homes: LISTED_GRANTS + 5 },
    { 'buildings.read': 0, 'units.write': 0, 'units.basic.read': LISTED_GRANTS + 5 },
  ],
  [
    'a disabled org admin',
    { status: 'DISABLED', roles: ['org_admin'], assignments: [['STAFF', 1]] },
    { 'buildings.read': 0, 'units.write': 0, 'units.basic.read': 0 },
  ],
]

describe.each(PEOPLE)('%s', (_, person, visible) => {
  it('lists exactly the buildings on which each key is permitted', async () => {
    const { userId, buildings } = await settle(person)
    for (const key of KEYS) {
      const found = await listed(userId, key)
      expect(found).toEqual(await permitted(userId, key, buildings))
      expect(found).toHaveLength(visible[key])
    }
  })
})

describe('the rules that are handed out', () => {
  it('are none for somebody unknown or inactive', async () => {
    const world = await createWorld(pool)
    const id = await world.user({ status: 'INVITED', roles: ['org_admin'] })
    expect(await authz.abilities(id)).toEqual({ rules: [], version: 2, holdsUntil: null })
    expect(await authz.abilities(world.orgId)).toEqual({ rules: [], version: 0, holdsUntil: null })
    const answer = await authz.post('/authz/abilities', { subject: { type: 'machine', id } })
    expect(await answer.json()).toEqual({ rules: [], version: 0, holdsUntil: null })
  })

  it('are bounded, however many buildings there are', async () => {
    const few = await settle({ assignments: [['STAFF', LISTED_GRANTS]] })
    const many = await settle({ assignments: [['STAFF', LISTED_GRANTS + 1]] })
    expect((await authz.abilities(few.userId)).rules).toHaveLength(LISTED_GRANTS)
    expect((await authz.abilities(many.userId)).rules.length).toBeLessThan(5)
  })

  it('do not say of single buildings what holds on all of the org', async () => {
    const home: Person = { assignments: [['BUILDING_ADMIN', 1]], homes: 5 }
    const rulesOf = async (person: Person) => (await authz.abilities((await settle(person)).userId)).rules
    const [alone, admin] = [await rulesOf({ roles: ['org_admin'] }), await rulesOf({ roles: ['org_admin'], ...home })]
    expect(admin).toHaveLength(alone.length)
    expect(await rulesOf({ roles: ['org_admin'], deny: ['units.write'], ...home })).toHaveLength(alone.length + 1)
    expect(await rulesOf(home)).toHaveLength(6)
  })

  it('hold on the org for org keys, and say nothing of the grants they come from', async () => {
    const world = await createWorld(pool)
    const userId = await world.user({ allow: ['users.read'] })
    expect((await authz.abilities(userId)).rules).toEqual([['users.read', 'Org', { id: world.orgId }]])
  })

  it('follow an occupancy that ends, also among many', async () => {
    const world = await createWorld(pool)
    const userId = await world.user()
    const homes = await times(LISTED_GRANTS + 2, () => world.building())
    const occupancies = await Promise.all(homes.map((id) => world.occupy(userId, id)))
    expect(await listed(userId, 'units.basic.read')).toHaveLength(LISTED_GRANTS + 2)
    await world.endOccupancy(occupancies[0] ?? '')
    expect(await listed(userId, 'units.basic.read')).toEqual(homes.slice(1).toSorted())
    await world.endOccupancy(occupancies[1] ?? '')
    expect(await listed(userId, 'units.basic.read')).toEqual(homes.slice(2).toSorted())
  })
})
