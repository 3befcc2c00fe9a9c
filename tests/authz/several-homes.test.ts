import { LISTED_GRANTS } from '@latchkey/authz/facts/grants-statements'
import { SubjectAccess } from '@latchkey/shared/authz/subject-access'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const authz = testAuthz()

const SOONER = '2080-01-01T00:00:00.000Z'
const LATER = '2081-01-01T00:00:00.000Z'
/** A few homes are read one by one, of many those in the building of the question. */
const HOMES_ELSEWHERE = [
  ['a few', 0],
  ['many', LISTED_GRANTS + 1],
] as const

/** Somebody with so many homes elsewhere, and in a new building one for each of these ends, each with a later id. */
async function settle(elsewhere: number, ends: readonly (string | null)[]) {
  const [userId, building, other] = [await world.user(), await world.building(), await world.building()]
  for (let left = elsewhere; left > 0; left -= 1) await world.occupy(userId, other)
  const homes: string[] = []
  for (const end of ends) {
    const id = await world.occupy(userId, building)
    await db.query('UPDATE occupancies SET planned_end_at = $3 WHERE org_id = $1 AND id = $2', [world.orgId, id, end])
    homes.push(id)
  }
  return { userId, homes, place: { type: 'building', id: building } }
}

describe.each(HOMES_ELSEWHERE)('somebody with several homes in a building, and %s elsewhere', (_, elsewhere) => {
  it.each([
    ['none, when one of them stays', [SOONER, null], undefined],
    ['that of the last, when it has the higher id', [SOONER, LATER], LATER],
    ['that of the last, when it has the lower id', [LATER, SOONER], LATER],
  ] as const)('is permitted until an end that is %s', async (_end, ends, until) => {
    const { userId, place } = await settle(elsewhere, ends)
    const { decision, context } = await authz.ask(userId, 'units.basic.read', place)
    expect(decision).toBe(true)
    expect(context).toMatchObject({ reason: { code: 'occupancy' } })
    expect('permittedUntil' in context ? context.permittedUntil : undefined).toBe(until)
    const { version: atLeast } = context
    expect(await authz.ask(userId, 'units.basic.read', place, atLeast)).toEqual({ decision, context })
  })
})

describe('the access of somebody with several homes in a building', () => {
  it('shows every one of them as a grant', async () => {
    const ends = [SOONER, null, LATER]
    const { userId, homes, place } = await settle(0, ends)
    const shown = homes.map((occupancyId, at) => {
      const endsAt = ends[at]
      return { code: 'occupancy', occupancyId, ...(endsAt && { endsAt }) }
    })
    const about = { subject: { type: 'user', id: userId }, buildingIds: [place.id] }
    const answer = await authz.post('/authz/access/subject', about)
    const { buildings } = SubjectAccess.parse(await answer.json())
    const reasons = buildings[0]?.grants.map(({ reason }) => reason)
    expect(reasons).toHaveLength(shown.length)
    expect(reasons).toEqual(expect.arrayContaining(shown))
  })
})
