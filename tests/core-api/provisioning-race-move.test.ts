import { describe, expect, it } from 'vitest'
import { many, tally } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { settlers } from '../support/settlers.ts'
import { heldBy } from '../support/stored.ts'

const scene = await setScene()
const { db, world, admin } = scene
const { newUnit, somebodyIn, livesIn } = settlers(scene)
const MOVE = { mode: 'MOVE' } as const
const ROUNDS = Array.from({ length: 5 }, (_, at) => at + 1)
const isActive = (held: string) => held.endsWith(' ACTIVE')

/** Where somebody lived, one after the other, each from when to when. */
async function journeyOf(userId: string) {
  const { rows } = await db.query<{ start: Date; end: Date | null }>(
    `SELECT start_at AS start, end_at AS "end" FROM occupancies
     WHERE org_id = $1 AND resident_user_id = $2 ORDER BY start_at, end_at NULLS LAST`,
    [world.orgId, userId],
  )
  return rows
}

describe('moves of one person at once', () => {
  it.each([2, 4, 10])('to %i buildings are all done, one after the other, without a gap', async (count) => {
    for (const round of ROUNDS) {
      const { id, settle } = await somebodyIn(1)
      const targets = await many(count, newUnit)
      const replies = await Promise.all(targets.map((target) => settle({ ...target, ...MOVE })))
      expect([round, tally(replies)]).toEqual([round, { 200: count }])
      const held = await livesIn(id)
      expect([held.length, held.filter(isActive).length]).toEqual([count + 1, 1])
      const journey = await journeyOf(id)
      expect(journey.slice(1).map(({ start }) => start)).toEqual(journey.slice(0, -1).map(({ end }) => end))
    }
  })

  it('to ten units of one building are all done, one after the other', async () => {
    const { id, settle } = await somebodyIn(1)
    const buildingId = await world.building()
    const units = await many(10, () => world.unit(buildingId))
    const replies = await Promise.all(units.map((unitId) => settle({ buildingId, unitId, ...MOVE })))
    expect(tally(replies)).toEqual({ 200: 10 })
    expect((await livesIn(id)).filter(isActive).length).toBe(1)
  })

  it('to the same unit start one occupancy and end one', async () => {
    for (const round of ROUNDS) {
      const { id, home, target, settle } = await somebodyIn(1)
      const replies = await many(10, () => settle({ ...target, ...MOVE }))
      const made = replies.filter((reply) => reply.at('applied.resident.created') === true)
      expect([round, tally(replies), made.length]).toEqual([round, { 200: 10 }, 1])
      expect(await livesIn(id)).toEqual([`${home.unitId} ENDED`, `${target.unitId} ACTIVE`].toSorted())
    }
  })
})

describe('two moves at once: two people', () => {
  it('who move into one unit at once: one succeeds, the other keeps the old unit', async () => {
    for (const round of ROUNDS) {
      const [ann, bob] = [await somebodyIn(1), await somebodyIn(1)]
      const replies = await Promise.all([ann, bob].map(({ settle }) => settle({ ...ann.target, ...MOVE })))
      expect([round, tally(replies)]).toEqual([round, { 200: 1, '409 unit_occupied': 1 }])
      const loser = replies[0]?.status === 409 ? ann : bob
      expect(await livesIn(loser.id)).toEqual([`${loser.home.unitId} ACTIVE`])
    }
  })

  it('who swap units at once end with one unit each', async () => {
    for (const round of ROUNDS) {
      const [ann, bob] = [await somebodyIn(1), await somebodyIn(1)]
      const place = ({ buildingId, unitId }: typeof ann.home) => ({ buildingId, unitId, ...MOVE })
      const replies = await Promise.all([ann.settle(place(bob.home)), bob.settle(place(ann.home))])
      for (const { status, code } of replies) expect([200, 'unit_occupied']).toContain(code ?? status)
      const homes = (await Promise.all([ann, bob].map(({ id }) => livesIn(id)))).map((held) => held.filter(isActive))
      expect([round, homes.map(({ length }) => length), new Set(homes.flat()).size]).toEqual([round, [1, 1], 2])
    }
  })

  it('one person, by an end and by a MOVE at once, has one ENDED occupancy and one ACTIVE', async () => {
    for (const round of ROUNDS) {
      const { id, home, homes, target, settle } = await somebodyIn(1)
      const end = inBuilding(home.buildingId, `/occupancies/${homes[0]?.occupancyId}/end`)
      const [moved, ended] = await Promise.all([settle({ ...target, ...MOVE }), admin.post(end)])
      expect([round, moved.status, ended.status]).toEqual([round, 200, 200])
      const { occupancies } = await heldBy(db, world.orgId, id)
      expect(occupancies).toEqual([`${home.unitId} ENDED`, `${target.unitId} ACTIVE`].toSorted())
    }
  })
})
