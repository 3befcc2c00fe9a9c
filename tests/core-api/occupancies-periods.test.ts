import { describe, expect, it } from 'vitest'
import { answerOf, many, tally } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import type { Reply } from '../support/http.ts'
import { identity, provision } from '../support/provision.ts'
import { inBuilding } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const start = new Date()
const { db, world, admin, clock } = await setClockedScene()
await clock(start)
const RACERS = 64

const HOUR = 60 * 60_000
const ago = (hours: number) => new Date(start.getTime() - hours * HOUR).toISOString()

interface Period {
  readonly startAt: string
  readonly endAt: string | null
}

/** A unit and the ways in which somebody else moves in. */
async function unitWith(...periods: Period[]) {
  const building = await world.building()
  const unitId = await world.unit(building)
  const path = inBuilding(building, '/occupancies')
  const moveIn = async (startAt?: string) =>
    admin.post(path, { unitId, residentUserId: await world.user(), ...(startAt !== undefined && { startAt }) })
  for (const { startAt, endAt } of periods) {
    const made = await moveIn(startAt)
    if (endAt !== null) await admin.post(`${path}/${made.str('id')}/end`, { endAt })
  }
  return { building, unitId, path, moveIn }
}

const refused = (reply: Reply) => [...answerOf(reply), reply.at('detail'), reply.at('conflict')]
const occupiedBy = (conflict: Period) => [409, 'unit_occupied', 'Unit is already occupied', conflict]
const LAST_WEEK = { startAt: ago(72), endAt: ago(2) }

describe('the periods of a unit', () => {
  it('that have ended are not lived in a second time: the refusal names the one in the way', async () => {
    const { path, moveIn } = await unitWith(LAST_WEEK)
    for (const hours of [24, 72, 100]) expect(refused(await moveIn(ago(hours)))).toEqual(occupiedBy(LAST_WEEK))
    expect((await admin.get(`${path}?status=ALL`)).items('startAt')).toEqual([LAST_WEEK.startAt])
  })

  it('may follow each other without a gap: an end is the first moment that is free', async () => {
    const { path, moveIn } = await unitWith(LAST_WEEK)
    expect((await moveIn(LAST_WEEK.endAt)).status).toBe(201)
    expect((await admin.get(`${path}?status=ALL`)).items('startAt')).toEqual([LAST_WEEK.startAt, LAST_WEEK.endAt])
  })

  it('name the first that is in the way of the whole stay', async () => {
    const [ended, open] = [
      { startAt: ago(9), endAt: ago(6) },
      { startAt: ago(5), endAt: null },
    ]
    const { moveIn } = await unitWith(ended, open)
    for (const startAt of [undefined, ago(1), ago(6)]) expect(refused(await moveIn(startAt))).toEqual(occupiedBy(open))
    for (const startAt of [ago(7), ago(100)]) expect(refused(await moveIn(startAt))).toEqual(occupiedBy(ended))
  })

  it('that ended the instant they began are in nobody’s way', async () => {
    const { moveIn } = await unitWith({ startAt: ago(2), endAt: ago(2) })
    expect((await moveIn(ago(24))).status).toBe(201)
  })

  it('leave the unit to whoever comes now, also when the clock of the database was ahead at the end', async () => {
    const { moveIn } = await unitWith({ startAt: ago(24), endAt: ago(0) })
    await clock(later(start, -50))
    const made = await moveIn()
    await clock(start)
    expect([made.status, made.at('status'), made.at('startAt')]).toEqual([201, 'ACTIVE', start.toISOString()])
  })
})

describe('periods do not overlap either', () => {
  it('when somebody is created in a unit', async () => {
    const open = { startAt: ago(5), endAt: null }
    const { building, unitId } = await unitWith(open)
    const body = { email: `${unique('resident')}@example.test`, name: 'Resident', unitId, sendInvite: true }
    expect(refused(await admin.post(inBuilding(building, '/residents'), body))).toEqual(occupiedBy(open))
  })

  it('when somebody is provisioned or moved into a unit', async () => {
    const open = { startAt: ago(5), endAt: null }
    const { building, unitId } = await unitWith(open)
    for (const mode of ['ADD', 'MOVE'] as const) {
      const resident = { buildingId: building, unitId, mode }
      const reply = await provision(admin, { identity: identity(), grants: { resident } })
      expect(refused(reply)).toEqual(occupiedBy(open))
    }
  })

  it('when somebody moves out and back in', async () => {
    const [first, second] = [await unitWith(), await unitWith()]
    const person = identity()
    let seconds = 0
    const settle = async ({ building: buildingId, unitId }: typeof first) => {
      seconds += 1
      await clock(later(start, seconds * 1_000))
      return provision(admin, { identity: person, grants: { resident: { buildingId, unitId, mode: 'MOVE' } } })
    }
    const replies = [await settle(first), await settle(second), await settle(first)]
    expect(replies.map(({ status }) => status)).toEqual([201, 200, 200])
    const { rows } = await db.query(
      `SELECT count(*)::int AS periods FROM occupancies WHERE org_id = $1 AND unit_id = $2`,
      [world.orgId, first.unitId],
    )
    expect(rows).toEqual([{ periods: 2 }])
  })
})

describe(`${RACERS} people who move into one unit at once`, () => {
  it('at different moments of the past: one moves in, all others are told which period is in the way', async () => {
    const { path, moveIn } = await unitWith({ startAt: ago(1_000), endAt: ago(900) })
    const replies = await many(RACERS, (at) => moveIn(ago(at)))
    expect(tally(replies)).toEqual({ 201: 1, '409 unit_occupied': RACERS - 1 })
    const winner = replies.find(({ status }) => status === 201)
    const conflicts = replies.filter(({ status }) => status === 409).map((reply) => reply.at('conflict'))
    const expected = { startAt: winner?.at('startAt'), endAt: null }
    expect(conflicts).toEqual(Array(RACERS - 1).fill(expected))
    expect((await admin.get(path)).items('id')).toEqual([winner?.at('id')])
  })

  it('while the one who lives there moves out into the past: never a 500, and no periods overlap', async () => {
    const { path, unitId, moveIn } = await unitWith({ startAt: ago(72), endAt: null })
    const id = (await admin.get(path)).str('items.0.id')
    const replies = await many(RACERS, (at) =>
      at === RACERS / 2 ? admin.post(`${path}/${id}/end`, { endAt: ago(48) }) : moveIn(ago(at)),
    )
    const { 200: ended, 201: moved = 0, '409 unit_occupied': kept = 0, ...others } = tally(replies)
    expect([ended, moved + kept, others]).toEqual([1, RACERS - 1, {}])
    expect(moved).toBeLessThanOrEqual(1)
    const { rowCount } = await db.query(
      `SELECT FROM occupancies a JOIN occupancies b USING (org_id, unit_id)
       WHERE a.unit_id = $1 AND a.id < b.id AND tstzrange(a.start_at, a.end_at) && tstzrange(b.start_at, b.end_at)`,
      [unitId],
    )
    expect(rowCount).toBe(0)
  })
})
