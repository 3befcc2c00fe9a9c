import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const api = await testCoreApi()
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))

describe('a unit', () => {
  it('is created with a label, and free', async () => {
    const building = await world.building()
    const made = await admin.post(`/api/org/buildings/${building}/units`, { label: ' 101 ', floor: 1 })
    expect([made.status, made.at('label'), made.at('available')]).toEqual([201, '101', true])
    const read = await admin.get(made.headers.get('location') ?? '')
    expect(read.body).toEqual(made.body)
  })
})
