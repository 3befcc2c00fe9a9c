import { describe, expect, it } from 'vitest'
import { setClockedScene } from '../support/clocked-scene.ts'
import { inBuilding } from '../support/scene.ts'

const { world, admin, clock } = await setClockedScene()

describe('a clock of the database that is years off', () => {
  it.each(['2001-01-01T00:00:00Z', '2051-01-01T00:00:00Z', undefined])('signs nobody out: %s', async (instant) => {
    await clock(instant)
    const building = await world.building()
    expect((await admin.get(inBuilding(building))).status).toBe(200)
    expect((await admin.patch(inBuilding(building), { name: 'Another' })).status).toBe(200)
  })
})
