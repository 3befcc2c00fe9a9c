import { describe, expect, it } from 'vitest'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const [building, user] = [await world.building(), await world.user({ roles: ['viewer'] })]
const unit = await world.unit(building)
await world.occupy(user, building, unit)

describe('history is kept: the database refuses to delete', () => {
  it.each([
    ['a user who holds anything', 'users', user],
    ['a unit in which somebody lives or lived', 'units', unit],
    ['a building with units', 'buildings', building],
    ['an org', 'orgs', world.orgId],
  ])('%s', async (_, table, id) => {
    const deleted = db.query(`DELETE FROM ${table} WHERE id = $1`, [id])
    await expect(deleted).rejects.toMatchObject({ code: expect.stringMatching(/^23/) })
  })
})
