import { describe, expect, it } from 'vitest'
import { many, tally } from '../support/answers.ts'
import { holding } from '../support/races.ts'
import { randomly } from '../support/random.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { newId } from '../support/world.ts'

const { db, world, admin } = await setScene()
const [RACERS, UNITS, DAY] = [64, 10, 24 * 60 * 60_000]
const FIRST = Date.UTC(2050, 0, 1)
const day = (days: number) => new Date(FIRST + days * DAY).toISOString()

interface Period {
  readonly startAt: string
  readonly plannedEndAt: string | null
}

const overlaps = (one: Period, other: Period): boolean =>
  one.startAt < (other.plannedEndAt ?? '9') && other.startAt < (one.plannedEndAt ?? '9')

describe(`${RACERS} people who book random periods of ${UNITS} units at once`, () => {
  it.each([1, 2, 3, 4, 5])(
    'never overlap, and each who is refused is told what is in the way (seed %i)',
    async (seed) => {
      const { one } = randomly(seed)
      const below = (limit: number) => one(Array.from({ length: limit }, (_, at) => at))
      const building = await world.building()
      const path = inBuilding(building, '/occupancies')
      const units = await many(UNITS, () => world.unit(building))
      const wishes = Array.from({ length: RACERS }, () => {
        const start = below(60)
        const isEndless = below(10) === 0
        const plannedEndAt = isEndless ? null : day(start + 1 + below(20))
        return { unitId: units[below(UNITS)] ?? '', startAt: day(start), plannedEndAt }
      })
      const residents = await many(RACERS, () => world.user())
      const replies = await many(RACERS, (at) => admin.post(path, { ...wishes[at], residentUserId: residents[at] }))
      const { 201: made = 0, '409 unit_occupied': kept = 0, ...others } = tally(replies)
      expect([made + kept, others, made >= UNITS / 2, kept > 0]).toEqual([RACERS, {}, true, true])
      const booked = replies.flatMap(({ status }, at) => (status === 201 ? (wishes[at] ?? []) : []))
      for (const mine of booked) {
        const ofUnit = booked.filter(({ unitId }) => unitId === mine.unitId)
        expect(ofUnit.filter((other) => overlaps(mine, other))).toEqual([mine])
      }
      for (const [at, reply] of replies.entries()) {
        const wish = wishes[at]
        if (reply.status === 201 || wish === undefined) continue
        const inTheWay = booked
          .filter((other) => other.unitId === wish.unitId && overlaps(wish, other))
          .map(({ startAt, plannedEndAt: endAt }) => ({ startAt, endAt }))
        expect(inTheWay).toContainEqual(reply.at('conflict'))
      }
      const { rowCount } = await db.query(
        `SELECT FROM occupancies a JOIN occupancies b USING (org_id, unit_id)
       WHERE a.building_id = $1 AND a.id < b.id
         AND tstzrange(a.start_at, a.planned_end_at) && tstzrange(b.start_at, b.planned_end_at)`,
        [building],
      )
      expect(rowCount).toBe(0)
    },
  )
})

describe('what is written past the queue of a unit', () => {
  it.each([day(90), null])('is told by the constraint, with its period: until %s', async (endAt) => {
    const building = await world.building()
    const [unitId, residentUserId, other] = [await world.unit(building), await world.user(), await world.user()]
    const insert = `INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, start_at, planned_end_at, updated_at)
      SELECT $1, $2, $3, $4, $5, $6, nullif($7, '')::timestamptz, now()`
    const values = [world.orgId, newId(), building, unitId, other, day(30), endAt ?? '']
    const refused = await holding(db, insert, values, async ({ release }) => {
      const asked = admin.post(inBuilding(building, '/occupancies'), { unitId, residentUserId })
      const isWaiting = `SELECT FROM pg_locks WHERE NOT granted`
      await expect.poll(async () => (await db.query(isWaiting)).rowCount, { timeout: 10_000 }).not.toBe(0)
      await release()
      return asked
    })
    expect([refused.status, refused.code, refused.at('conflict')]).toEqual([
      ...[409, 'unit_occupied'],
      { startAt: day(30), endAt },
    ])
  })
})
