import { describe, expect, it } from 'vitest'
import { many } from '../support/answers.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, admin } = await setScene()
const residentsOf = (building: string) => inBuilding(building, '/residents')

describe('the residents of a building', () => {
  it('are shown with who they are, where they live and since when', async () => {
    const building = await world.building()
    const unit = { id: await world.unit(building), label: expect.any(String) }
    const one = { email: `robin-${building}@example.test`, name: 'Robin Rent', status: 'INVITED' } as const
    const userId = await world.user(one)
    const occupancyId = await world.occupy(userId, building, unit.id)
    const list = await admin.get(residentsOf(building))
    const startAt = expect.stringMatching(/^\d{4}-.*Z$/)
    expect([list.status, list.body]).toEqual([
      200,
      { items: [{ userId, ...one, unit, occupancyId, startAt, plannedEndAt: null }], nextCursor: null },
    ])
  })

  it('are those with an ACTIVE occupancy in this building', async () => {
    const [building, other] = [await world.building(), await world.building()]
    const [stays, leaves, elsewhere] = [await world.user(), await world.user(), await world.user()]
    await world.occupy(stays, building)
    await world.occupy(elsewhere, other)
    const left = await world.occupy(leaves, building)
    expect(new Set((await admin.get(residentsOf(building))).items('userId'))).toEqual(new Set([stays, leaves]))
    await world.endOccupancy(left)
    expect((await admin.get(residentsOf(building))).items('userId')).toEqual([stays])
    expect((await admin.get(residentsOf(other))).items('userId')).toEqual([elsewhere])
  })

  it('are listed once for each unit they hold', async () => {
    const [building, userId] = [await world.building(), await world.user()]
    const occupancies = [await world.occupy(userId, building), await world.occupy(userId, building)]
    const list = await admin.get(residentsOf(building))
    expect([list.items('userId'), list.items('occupancyId').toSorted()]).toEqual([
      [userId, userId],
      occupancies.toSorted(),
    ])
  })

  it('come page by page, in the order of moving in, at any size of page', async () => {
    const building = await world.building()
    const all = await many(7, async () => world.occupy(await world.user(), building))
    for (const limit of [1, 3, 7, 200]) {
      const pages = await readPages(admin, residentsOf(building), limit, 'occupancyId')
      expect([pages.flat(), pages.map(({ length }) => length)]).toEqual([all.toSorted(), pageSizes(7, limit)])
    }
  })
})
