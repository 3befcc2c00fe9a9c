import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, many, refusalOf, tally } from '../support/answers.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { FOR_GOOD } from '../support/times.ts'
import { createWorld, newId } from '../support/world.ts'

const { db, world, admin, person } = await setScene()

const TYPES = ['STAFF', 'MANAGER', 'BUILDING_ADMIN'] as const
const assignmentsOf = (building: string, rest = '') => inBuilding(building, `/assignments${rest}`)
const newAssignments = async () => assignmentsOf(await world.building())

describe('a new assignment', () => {
  it.each(TYPES)('of type %s shows whom it assigns, and nothing else about them', async (type) => {
    const [building, name] = [await world.building(), 'Kim Keys']
    const email = `kim-${newId()}@example.test`
    const userId = await world.user({ name, email })
    const made = await admin.post(assignmentsOf(building), { userId, type })
    expect(made.status).toBe(201)
    const moments = { createdAt: expect.any(String), updatedAt: expect.any(String) }
    const user = { id: userId, name, email }
    expect(made.body).toEqual({
      id: expect.any(String),
      buildingId: building,
      userId,
      type,
      user,
      ...FOR_GOOD,
      ...moments,
    })
    expect((await admin.get(assignmentsOf(building))).at('items.0')).toEqual(made.body)
  })

  it('can be made once per building, user and type', async () => {
    const [one, other] = [await newAssignments(), await newAssignments()]
    const [userId, another] = [await world.user(), await world.user()]
    expect((await admin.post(one, { userId, type: 'STAFF' })).status).toBe(201)
    const refused = await admin.post(one, { userId, type: 'STAFF' })
    expect(answerOf(refused)).toEqual([409, 'assignment_exists'])
    expect((await admin.post(one, { userId, type: 'MANAGER' })).status).toBe(201)
    expect((await admin.post(one, { userId: another, type: 'STAFF' })).status).toBe(201)
    expect((await admin.post(other, { userId, type: 'STAFF' })).status).toBe(201)
  })

  it('is made once when many ask for it at once', async () => {
    const assignments = await newAssignments()
    const body = { userId: await world.user(), type: 'MANAGER' }
    const replies = await many(10, () => admin.post(assignments, body))
    expect(tally(replies)).toEqual({ 201: 1, '409 assignment_exists': 9 })
    expect((await admin.get(assignments)).items('userId')).toEqual([body.userId])
  })

  it('lets the user read the building from the next request on', async () => {
    const building = await world.building()
    const { id, http } = await person()
    expect((await http.get(inBuilding(building))).status).toBe(403)
    await admin.post(assignmentsOf(building), { userId: id, type: 'STAFF' })
    expect((await http.get(inBuilding(building))).status).toBe(200)
  })

  it.each([
    ['no type', { userId: newId() }, '/type'],
    ['a type nobody knows', { userId: newId(), type: 'OWNER' }, '/type'],
    ['a type in lower case', { userId: newId(), type: 'staff' }, '/type'],
    ['no user', { type: 'STAFF' }, '/userId'],
    ['a user id that is none', { userId: 'kim', type: 'STAFF' }, '/userId'],
    ['a user id in upper case', { userId: newId().toUpperCase(), type: 'STAFF' }, '/userId'],
  ])('is refused with %s', async (_, body, pointer) => {
    const refused = await admin.post(await newAssignments(), body)
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
  })
})

describe('assigning somebody who is not an ACTIVE user of the org', () => {
  it('is the same 400 whether foreign, absent, INVITED or DISABLED', async () => {
    const assignments = await newAssignments()
    const foreign = await createWorld(db)
    const strangers = {
      foreign: await foreign.user(),
      absent: newId(),
      INVITED: await world.user({ status: 'INVITED' }),
      DISABLED: await world.user({ status: 'DISABLED' }),
      'the org itself': world.orgId,
    }
    const headers = { 'x-request-id': 'the same for all' }
    for (const [who, userId] of Object.entries(strangers)) {
      const refused = await admin.post(assignments, { userId, type: 'STAFF' }, headers)
      expect({ [who]: [...answerOf(refused), refused.at('detail')] }).toEqual({
        [who]: [400, 'user_not_in_org', 'User not in org'],
      })
      expect(refused.text).toBe((await admin.post(assignments, { userId: newId(), type: 'STAFF' }, headers)).text)
    }
    expect((await admin.get(assignments)).items('id')).toEqual([])
    expect((await admin.post(assignments, { userId: await world.user(), type: 'STAFF' })).status).toBe(201)
  })

  it('is refused while disabled through the API, and assigned when enabled again', async () => {
    const assignments = await newAssignments()
    const body = { userId: await world.user(), type: 'STAFF' }
    await admin.patch(`/api/users/${body.userId}`, { status: 'DISABLED' })
    expect((await admin.post(assignments, body)).code).toBe('user_not_in_org')
    await admin.patch(`/api/users/${body.userId}`, { status: 'ACTIVE' })
    expect((await admin.post(assignments, body)).status).toBe(201)
  })
})

describe('the list of assignments', async () => {
  const building = await world.building()
  const [kim, lee, other] = [await world.user(), await world.user(), await world.building()]
  const made = {
    kimStaff: await world.assign(kim, building, 'STAFF'),
    kimManager: await world.assign(kim, building, 'MANAGER'),
    leeStaff: await world.assign(lee, building, 'STAFF'),
    leeAdmin: await world.assign(lee, building, 'BUILDING_ADMIN'),
  }
  await world.assign(kim, other, 'STAFF')

  const FILTERS: [query: string, wanted: (keyof typeof made)[]][] = [
    ['', ['kimStaff', 'kimManager', 'leeStaff', 'leeAdmin']],
    ['?type=STAFF', ['kimStaff', 'leeStaff']],
    ['?type=MANAGER', ['kimManager']],
    ['?type=BUILDING_ADMIN', ['leeAdmin']],
    [`?userId=${kim}`, ['kimStaff', 'kimManager']],
    [`?userId=${lee}&type=BUILDING_ADMIN`, ['leeAdmin']],
    [`?userId=${kim}&type=BUILDING_ADMIN`, []],
    [`?userId=${newId()}`, []],
  ]

  describe.each(FILTERS)('with "%s"', (query, wanted) => {
    it.each([1, 2, 200])('shows the matching assignments, each once, at %i a page', async (limit) => {
      const ids = wanted.map((name) => made[name]).toSorted()
      const pages = await readPages(admin, assignmentsOf(building, query), limit)
      expect(pages.flat()).toEqual(ids)
      expect(pages.map((page) => page.length)).toEqual(pageSizes(ids.length, limit))
    })
  })

  it.each([
    ['?type=OWNER', '/type'],
    ['?type=', '/type'],
    ['?userId=kim', '/userId'],
    ['?userId=', '/userId'],
  ])('is 400 for %s', async (query, pointer) => {
    const refused = await admin.get(assignmentsOf(building, query))
    expect(refusalOf(refused)).toEqual([...INVALID, pointer])
  })
})

describe('taking an assignment away', () => {
  it('ends the access with the next request, and is 404 the second time', async () => {
    const building = await world.building()
    const { id, http } = await person()
    const path = assignmentsOf(building, `/${await world.assign(id, building, 'STAFF')}`)
    expect((await http.get(inBuilding(building))).status).toBe(200)
    const gone = await admin.delete(path)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect((await http.get(inBuilding(building))).status).toBe(403)
    expect((await admin.delete(path)).status).toBe(404)
  })

  it('leaves the other assignments of the user', async () => {
    const building = await world.building()
    const { id, http } = await person()
    const highest = await world.assign(id, building, 'BUILDING_ADMIN')
    const staff = await world.assign(id, building, 'STAFF')
    const write = () => http.patch(inBuilding(building), { city: 'Bonn' })
    expect((await write()).status).toBe(200)
    await admin.delete(assignmentsOf(building, `/${highest}`))
    expect([(await write()).status, (await http.get(inBuilding(building))).status]).toEqual([403, 200])
    expect((await admin.get(assignmentsOf(building))).items('id')).toEqual([staff])
  })

  it('by ten requests at once is 204 for one at least, and 204 or 404 for each', async () => {
    const building = await world.building()
    const path = assignmentsOf(building, `/${await world.assign(await world.user(), building, 'STAFF')}`)
    const replies = await many(10, () => admin.delete(path))
    const statuses = new Set(replies.map(({ status }) => status))
    expect(statuses).toContain(204)
    expect(statuses.isSubsetOf(new Set([204, 404]))).toBe(true)
    expect((await admin.get(assignmentsOf(building))).items('id')).toEqual([])
  })

  it('lets the same user be assigned again', async () => {
    const building = await world.building()
    const body = { userId: await world.user(), type: 'STAFF' }
    const made = await admin.post(assignmentsOf(building), body)
    await admin.delete(assignmentsOf(building, `/${made.str('id')}`))
    const again = await admin.post(assignmentsOf(building), body)
    expect(again.status).toBe(201)
    expect(again.at('id')).not.toBe(made.at('id'))
  })
})
