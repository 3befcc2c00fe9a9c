import type { RawRuleOf } from '@casl/ability'
import { createPrismaAbility } from '@casl/prisma/runtime'
import { visibleBuildings } from '@latchkey/core-api/access/ability'
import { listOwnedBuildings } from '@latchkey/core-api/access/owned'
import type { Principal } from '@latchkey/core-api/access/principal'
import { visibleIds } from '@latchkey/core-api/access/visible-ids'
import type { LatchkeyAbility } from '@latchkey/shared/authz/ability'
import { AssignmentTypeName, type BuildingConditions } from '@latchkey/shared/authz/contract'
import { createDb } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { ownerPool, PATIENT } from '../support/database.ts'
import { rowsRead, statementOf } from '../support/plans.ts'
import { randomly } from '../support/random.ts'
import { createWorld, newId } from '../support/world.ts'

const pool = ownerPool()
const db = createDb(inject('databaseUrl'), 2, PATIENT)
afterAll(() => db.$disconnect())

const { some, one } = randomly(20_261_126)
const MOMENTS = ['2031-03-01T00:00:00.000Z', '2031-03-02T00:00:00.000Z', '2031-03-03T00:00:00.000Z'] as const

/** An org of twenty buildings and two people with grants of all kinds in many of them, at all times. */
async function settle() {
  const world = await createWorld(pool)
  const people = [await world.user(), await world.user()]
  const buildings: string[] = []
  for (let count = 0; count < 20; count += 1) buildings.push(await world.building())
  const timed = (table: string, from: string, to: string, id: string) => {
    const times = [one([null, ...MOMENTS.slice(0, 2)]), one([null, MOMENTS[2]])]
    const text = `UPDATE ${table} SET ${from} = coalesce($3, ${from}), ${to} = $4 WHERE org_id = $1 AND id = $2`
    return pool.query(text, [world.orgId, id, ...times])
  }
  for (const person of people) {
    for (const building of some(buildings, 0.5)) {
      for (const type of some(AssignmentTypeName.options, 0.5))
        await timed('building_assignments', 'starts_at', 'ends_at', await world.assign(person, building, type))
    }
    for (const building of some([...buildings, ...buildings], 0.3)) {
      const home = await world.occupy(person, building)
      const way = one(['stays', 'ends', 'ended'])
      if (way === 'ends') await timed('occupancies', 'start_at', 'planned_end_at', home)
      if (way === 'ended') await world.endOccupancy(home)
    }
  }
  return { world, people, buildings }
}

type Conditions = readonly BuildingConditions[]

/** Everything that the contract knows, about one of these people, in one of these orgs. */
const drawn = (orgIds: readonly string[], people: readonly string[], buildings: readonly string[]): Conditions => {
  const [orgId, userId, at] = [one(orgIds), one(people), one(MOMENTS)]
  const assigned = { userId, type: { in: some(AssignmentTypeName.options, 0.5) } }
  const begun = { OR: [{ startsAt: null }, { startsAt: { lte: at } }] } as const
  const lasting = { OR: [{ endsAt: null }, { endsAt: { gt: at } }] } as const
  const planned = [{ plannedEndAt: null }, { plannedEndAt: { gt: at } }] as const
  const living = { residentUserId: userId, endAt: null, startAt: { lte: at } }
  const all: Conditions = [
    ...some(buildings, 0.2).map((id) => ({ orgId, id })),
    { orgId, assignments: { some: assigned } },
    { orgId, assignments: { some: { ...assigned, AND: [{ OR: [...begun.OR] }, { OR: [...lasting.OR] }] } } },
    { orgId, occupancies: { some: { residentUserId: userId, status: 'ACTIVE' } } },
    { orgId, occupancies: { some: { ...living, OR: [...planned] } } },
    ...one([[], [], [], [{ orgId }]]),
  ]
  return some(all, 0.4)
}

describe('the buildings that a filter lets through', async () => {
  const { world, people, buildings } = await settle()
  const { world: neighbour } = await settle()
  const orgIds = [world.orgId, world.orgId, world.orgId, neighbour.orgId]

  it('are those that Prisma finds by it, each once and in order, on pages of any size', async () => {
    const sizes = new Set<number>()
    for (let trial = 0; trial < 150; trial += 1) {
      const conditions = [...drawn(orgIds, people, buildings), ...drawn(orgIds, people, buildings)]
      const [limit, after, named] = [one([1, 2, 7, 50]), one([undefined, ...buildings]), one([undefined, ...buildings])]
      // safe because a filter of the contract has the form of a Prisma where
      const OR = conditions as unknown as Prisma.BuildingWhereInput[]
      const id = { ...(after && { gt: after }), ...(trial % 10 === 0 && named && { equals: named }) }
      const found = await db.building.findMany({
        where: { AND: [{ orgId: world.orgId, id }, { OR }] },
        orderBy: { id: 'asc' },
        take: limit,
      })
      const among = { after, limit, named: trial % 10 === 0 ? named : undefined }
      const ids = await db.read<{ id: string }>`${visibleIds(world.orgId, conditions, among)}`
      expect(ids.map((row) => row.id)).toEqual(found.map((row) => row.id))
      sizes.add(ids.length)
    }
    expect(sizes.size).toBeGreaterThan(8)
  })

  it('are none where it has no condition, or those of another org alone', async () => {
    for (const conditions of [[], [{ orgId: neighbour.orgId }], [{ orgId: neighbour.orgId, id: buildings[0] }]])
      expect(await db.read`${visibleIds(world.orgId, conditions, {})}`).toEqual([])
    expect(await db.read`${visibleIds(world.orgId, [{ orgId: world.orgId }], {})}`).toHaveLength(20)
  })
})

describe('a filter', () => {
  const orgId = newId()
  // safe because nothing else of the principal is looked at
  const principal = { orgId } as Principal
  const conditions = { orgId, id: newId() }
  const rule: RawRuleOf<LatchkeyAbility> = { action: 'units.read', subject: 'Building', conditions }
  const visible = (rules: RawRuleOf<LatchkeyAbility>[]) => () =>
    visibleBuildings(createPrismaAbility<LatchkeyAbility>(rules), 'units.read', principal)

  it('is refused when it says anything that the contract does not know', () => {
    expect(visible([rule])()).toEqual([conditions])
    expect(visible([rule, { ...rule, inverted: true }])).toThrow()
    expect(visible([rule, { ...rule, conditions: { ...conditions, name: 'Here' } }])).toThrow()
    expect(visible([])).toThrow('forbidden')
  })
})

describe('a page of buildings', () => {
  it('reads the grants that fill it, however many somebody has', async () => {
    const world = await createWorld(pool)
    const userId = await world.user()
    for (let count = 0; count < 300; count += 1) {
      const building = await world.building()
      for (const type of ['STAFF', 'MANAGER'] as const) await world.assign(userId, building, type)
    }
    const some = { userId, type: { in: [...AssignmentTypeName.options] } }
    const read = async (limit: number) => {
      // safe because nothing else of the principal is looked at
      const principal = { orgId: world.orgId } as Principal
      const visible = [{ orgId: world.orgId, assignments: { some } }]
      const { text, values } = await statementOf(db, (noting) =>
        listOwnedBuildings(noting, principal, visible, { after: undefined, limit }),
      )
      return rowsRead(pool, 'building_assignments', text, values)
    }
    expect(await read(10)).toBeLessThan(25)
    expect(await read(1_000)).toBe(600)
  })
})
