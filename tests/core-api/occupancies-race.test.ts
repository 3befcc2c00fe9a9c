import { describe, expect, it } from 'vitest'
import { many, tally } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, admin } = await setScene()
const RACERS = 30

describe(`${RACERS} occupancies of one unit at once`, () => {
  it.each([
    ['the same resident', 1],
    ['as many residents', RACERS],
  ])('of %s: exactly one is made, the others are 409 "Unit is already occupied"', async (_, people) => {
    const building = await world.building()
    const unitId = await world.unit(building)
    const residents = await many(people, () => world.user())
    const path = inBuilding(building, '/occupancies')
    const replies = await many(RACERS, (at) => admin.post(path, { unitId, residentUserId: residents[at % people] }))
    expect(tally(replies)).toEqual({ 201: 1, '409 unit_occupied': RACERS - 1 })
    const details = new Set(replies.filter(({ status }) => status === 409).map((reply) => reply.at('detail')))
    expect([...details]).toEqual(['Unit is already occupied'])
    const winner = replies.find(({ status }) => status === 201)
    expect((await admin.get(`${path}?status=ALL`)).items('id')).toEqual([winner?.at('id')])
  })

  it('of as many units are all made', async () => {
    const building = await world.building()
    const residentUserId = await world.user()
    const units = await many(RACERS, () => world.unit(building))
    const path = inBuilding(building, '/occupancies')
    const replies = await many(RACERS, (at) => admin.post(path, { unitId: units[at], residentUserId }))
    expect(tally(replies)).toEqual({ 201: RACERS })
  })
})

describe('a move', () => {
  it('out and another in at once leave one ACTIVE occupancy or none, never two', async () => {
    for (let round = 0; round < 10; round += 1) {
      const building = await world.building()
      const unitId = await world.unit(building)
      const path = inBuilding(building, '/occupancies')
      const old = await admin.post(path, { unitId, residentUserId: await world.user() })
      const body = { unitId, residentUserId: await world.user() }
      const [ended, next] = await Promise.all([admin.post(`${path}/${old.str('id')}/end`), admin.post(path, body)])
      expect([ended.status, [201, 409].includes(next.status)]).toEqual([200, true])
      expect((await admin.get(path)).items('id')).toEqual(next.status === 201 ? [next.at('id')] : [])
    }
  })

  it('in while the resident is disabled is 201 or 409 user_disabled', async () => {
    for (let round = 0; round < 10; round += 1) {
      const building = await world.building()
      const residentUserId = await world.user()
      const body = { unitId: await world.unit(building), residentUserId }
      const [moved, disabled] = await Promise.all([
        admin.post(inBuilding(building, '/occupancies'), body),
        admin.patch(`/api/users/${residentUserId}`, { status: 'DISABLED' }),
      ])
      expect(disabled.status).toBe(200)
      expect(['201 undefined', '409 user_disabled']).toContain(`${moved.status} ${moved.code}`)
    }
  })
})
