import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { buildA1, foundAndSettle, hire } from '../support/story.ts'

const api = await testCoreApi()
const A = await foundAndSettle(api, 'Org A')
const { admin: adminB } = await foundAndSettle(api, 'Org B')
const admin = A.admin.http
const [resident, another] = [await hire(api, A, 'Resident'), await hire(api, A, 'Another')]

/** A1 with the requests of the story about it. */
async function a1() {
  const { path, unit101, unit102 } = await buildA1(A.admin)
  const occupy = (unitId: string, residentUserId = resident.id) =>
    admin.post(`${path}/occupancies`, { unitId, residentUserId })
  const end = (id: string) => admin.post(`${path}/occupancies/${id}/end`)
  const free = async () => (await admin.get(`${path}/units?available=true`)).items('label')
  return { path, unit101, unit102, occupy, end, free }
}

describe('the available units of A1', () => {
  it('are both at first', async () => {
    expect(await (await a1()).free()).toEqual(['101', '102'])
  })

  it('are only 102 after an ACTIVE occupancy in 101; without the parameter both are listed', async () => {
    const { path, unit101, occupy, free } = await a1()
    const made = await occupy(unit101)
    expect([made.status, made.at('status')]).toEqual([201, 'ACTIVE'])
    expect(await free()).toEqual(['102'])
    expect((await admin.get(`${path}/units`)).items('label')).toEqual(['101', '102'])
  })

  it('are none when both are occupied, by the same resident', async () => {
    const { unit101, unit102, occupy, free } = await a1()
    expect([(await occupy(unit101)).status, (await occupy(unit102)).status]).toEqual([201, 201])
    expect(await free()).toEqual([])
  })

  it('are both again after the occupancies end', async () => {
    const { unit101, unit102, occupy, end, free } = await a1()
    const ids = [(await occupy(unit101)).str('id'), (await occupy(unit102, another.id)).str('id')]
    for (const id of ids) expect((await end(id)).at('status')).toBe('ENDED')
    expect(await free()).toEqual(['101', '102'])
  })

  it('are 404 to admin B', async () => {
    const { path } = await a1()
    for (const query of ['', '?available=true', '?available=false']) {
      expect((await adminB.http.get(`${path}/units${query}`)).code).toBe('not_found')
      expect((await admin.get(`${path}/units${query}`)).status).toBe(200)
    }
  })
})

describe('a second ACTIVE occupancy on 101', () => {
  it('is 409 "Unit is already occupied", for somebody else and for the same resident', async () => {
    const { unit101, occupy, end } = await a1()
    const first = (await occupy(unit101)).str('id')
    for (const { id } of [another, resident]) {
      const refused = await occupy(unit101, id)
      const told = [refused.status, refused.code, refused.at('detail')]
      expect(told).toEqual([409, 'unit_occupied', 'Unit is already occupied'])
    }
    await end(first)
    expect((await occupy(unit101, another.id)).status).toBe(201)
  })

  it('wanted by thirty at once: exactly one is 201', async () => {
    const { path, unit101, occupy } = await a1()
    const replies = await Promise.all(Array.from({ length: 30 }, () => occupy(unit101)))
    const answers = replies.map(({ status, code }) => `${status} ${code}`).toSorted()
    expect(answers).toEqual(['201 undefined', ...Array(29).fill('409 unit_occupied')])
    expect((await admin.get(`${path}/occupancies?status=ALL`)).items('unit.label')).toEqual(['101'])
  })
})

describe('the occupancies of A1', () => {
  it('are listed with the label of the unit and the id, name and email of the resident', async () => {
    const { path, unit101, unit102, occupy } = await a1()
    await occupy(unit101)
    await occupy(unit102, another.id)
    const list = await admin.get(`${path}/occupancies`)
    expect(list.items('unit.label')).toEqual(['101', '102'])
    expect(list.items('resident')).toEqual([resident, another].map(({ id, name, email }) => ({ id, name, email })))
  })

  it('are those that are ACTIVE: an ended one is gone from the list', async () => {
    const { path, unit101, occupy, end } = await a1()
    const id = (await occupy(unit101)).str('id')
    expect((await admin.get(`${path}/occupancies`)).items('id')).toEqual([id])
    await end(id)
    expect((await admin.get(`${path}/occupancies`)).items('id')).toEqual([])
  })
})
