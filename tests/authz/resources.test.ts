import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const elsewhere = await createWorld(db)
const authz = testAuthz()

const decisionOn = async (userId: string, type: string, id: string) =>
  (await authz.ask(userId, 'units.write', { type, id })).decision

describe('a unit stands for its building', () => {
  it('a grant on the building answers for each of its units, and for no other', async () => {
    const userId = await world.user()
    const [own, other] = [await world.building(), await world.building()]
    await world.assign(userId, own, 'BUILDING_ADMIN')
    expect(await decisionOn(userId, 'unit', await world.unit(own))).toBe(true)
    expect(await decisionOn(userId, 'unit', await world.unit(other))).toBe(false)
  })

  it('an id is looked for only among things of the type that was asked', async () => {
    const userId = await world.user({ roles: ['org_admin'] })
    const buildingId = await world.building()
    const unitId = await world.unit(buildingId)
    expect(await decisionOn(userId, 'building', buildingId)).toBe(true)
    expect(await decisionOn(userId, 'unit', unitId)).toBe(true)
    expect(await decisionOn(userId, 'unit', buildingId)).toBe(false)
    expect(await decisionOn(userId, 'building', unitId)).toBe(false)
    expect(await decisionOn(userId, 'org', buildingId)).toBe(false)
  })
})

describe('what is of another org', () => {
  const answerTo = async (userId: string, type: string, id: string): Promise<string> => {
    const question = { subject: { type: 'user', id: userId }, action: { name: 'units.read' }, resource: { type, id } }
    return await (await authz.post('/authz/check', question)).text()
  }

  it.each(['building', 'unit', 'org'])('a %s of it is answered byte for byte like an absent one', async (type) => {
    const buildingId = await elsewhere.building()
    const ids: Record<string, string> = {
      building: buildingId,
      unit: await elsewhere.unit(buildingId),
      org: elsewhere.orgId,
    }
    for (const userId of [await world.user(), await world.user({ roles: ['org_admin'] })]) {
      const foreign = await answerTo(userId, type, ids[type] ?? '')
      expect(foreign).toBe(await answerTo(userId, type, newId()))
      expect(foreign).toContain('resource_not_in_org')
    }
    const native = await elsewhere.user({ roles: ['viewer'] })
    expect(await answerTo(native, type, ids[type] ?? '')).toContain('"decision":true')
  })

  it('a building of the same id is another building', async () => {
    const id = await world.building()
    await elsewhere.building(id)
    const [here, there] = [await world.user(), await elsewhere.user()]
    await world.assign(here, id, 'BUILDING_ADMIN')
    expect(await decisionOn(here, 'building', id)).toBe(true)
    expect(await decisionOn(there, 'building', id)).toBe(false)
    await elsewhere.assign(there, id, 'BUILDING_ADMIN')
    expect(await decisionOn(there, 'building', id)).toBe(true)
  })
})
