import { VERSIONS, VERSIONS_WITH_GRANTS } from '@latchkey/authz/facts/statements'
import { describe, expect, it } from 'vitest'
import { cachingAuthz } from '../support/caching-authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const { authz, ask, counting } = cachingAuthz()
const building = (id: string) => ({ type: 'building', id })
const org = { type: 'org', id: world.orgId }
/** The version check of somebody with more grants than are listed reads those in the building too. */
const CHECKED_THERE = 'versions-with-grants'

describe('cached facts of somebody with more grants than are listed', () => {
  it('answer what was read once of a building, without a statement', async () => {
    const userId = await world.user()
    const buildings = await Promise.all(Array.from({ length: 102 }, () => world.building()))
    const [elsewhere = '', ...assigned] = buildings
    for (const id of assigned) await world.assign(userId, id, 'STAFF')
    const [first = '', ...others] = assigned.slice(0, 3)
    const { version } = await ask(userId, building(first))
    const permitted = { decision: true, statements: [] }
    expect(await ask(userId, building(first), version)).toMatchObject(permitted)
    for (const id of others) {
      expect(await ask(userId, building(id), version)).toMatchObject({ decision: true, statements: [CHECKED_THERE] })
      expect(await ask(userId, building(id), version)).toMatchObject(permitted)
    }
    expect(await ask(userId, org, version)).toMatchObject({ decision: false, statements: [] })
    const unit = { type: 'unit', id: await world.unit(first) }
    const denied = { decision: false, version }
    // Neither is proven by a grant: it takes the version of the org as well.
    for (const [statements, orgVersion] of [
      [[CHECKED_THERE], undefined],
      [[CHECKED_THERE], undefined],
      [[], 0],
    ] as const) {
      expect(await ask(userId, building(elsewhere), version, orgVersion)).toMatchObject({ ...denied, statements })
      expect(await ask(userId, unit, version, orgVersion)).toMatchObject({ decision: true, statements })
    }
    await db.query('DELETE FROM building_assignments WHERE org_id = $1 AND building_id = $2', [
      world.orgId,
      assigned[0],
    ])
    const gone = { decision: false, version: version + 1 }
    expect(await ask(userId, building(assigned[0] ?? ''))).toMatchObject({
      ...gone,
      statements: [CHECKED_THERE, 'facts'],
    })
  })

  it('are compared with those of others in one statement, each by the own grants', async () => {
    const [many, few, nobody] = [await world.user(), await world.user(), await world.user()]
    const buildings = await Promise.all(Array.from({ length: 102 }, () => world.building()))
    for (const id of buildings) await world.assign(many, id, 'STAFF')
    const [here = '', there = ''] = buildings
    await world.assign(few, here, 'STAFF')
    const asked = [many, few, nobody].flatMap((userId) => [here, there].map((id) => [userId, id] as const))
    const evaluations = asked.map(([id, buildingId]) => ({
      subject: { type: 'user', id },
      action: { name: 'units.read' },
      resource: building(buildingId),
    }))
    for (const statements of [['facts'], [CHECKED_THERE]]) {
      const answer = await authz.post('/authz/check/batch', { evaluations })
      expect((await answer.json()).evaluations.map(({ decision }: { decision: boolean }) => decision)).toEqual([
        ...[true, true],
        ...[true, false],
        ...[false, false],
      ])
      expect(counting.taken()).toEqual(statements)
    }
  })
})

it('a version check reads grants only where it is to', () => {
  const grants = /building_assignments|occupancies/
  expect([VERSIONS_WITH_GRANTS, VERSIONS].map((text) => grants.test(text))).toEqual([true, false])
})
