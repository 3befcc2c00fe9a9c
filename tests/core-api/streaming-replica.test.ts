import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import type { Pool } from 'pg'
import { beforeEach, expect, it } from 'vitest'
import { answerOf, UNAVAILABLE } from '../support/answers.ts'
import { describeOnPostgres15 } from '../support/postgres-15.ts'
import { replication } from '../support/replication.ts'
import { inBuilding } from '../support/scene.ts'
import { serving } from '../support/serving.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld } from '../support/world.ts'

describeOnPostgres15('core-api, whose authz reads from a streaming replica', async () => {
  const { primaryUrl, owner, primary, replica, pause, catchUp } = await replication()
  const over = async (fallback?: Pool) =>
    (await serving(primaryUrl, createFacts(replica, createCache(1024 * 1024), { primary: fallback }))).api
  const [withPrimary, alone] = [await over(primary), await over()]
  const world = await createWorld(owner)

  beforeEach(catchUp)

  it('behind which is the primary, serves what has just been made and refuses what has just been taken away', async () => {
    const adminId = await world.user({ roles: ['org_admin'] })
    const userId = await world.user()
    const [admin, person] = [await withPrimary.as(world.orgId, adminId), await withPrimary.as(world.orgId, userId)]
    await catchUp()
    await pause()
    const building = (await admin.post('/api/org/buildings', { name: 'Pier 1' })).str('id')
    expect((await admin.post(inBuilding(building, '/units'), { label: '101' })).status).toBe(201)
    expect((await person.get(inBuilding(building))).status).toBe(403)
    const assignment = await admin.post(inBuilding(building, '/assignments'), { userId, type: 'STAFF' })
    expect((await person.get(inBuilding(building))).status).toBe(200)
    expect((await person.get('/api/org/buildings')).items('id')).toEqual([building])
    await admin.delete(inBuilding(building, `/assignments/${assignment.str('id')}`))
    expect((await person.get(inBuilding(building))).status).toBe(403)
    expect((await person.get('/api/org/buildings')).status).toBe(403)
  })

  it('that is behind, is 503 and writes nothing, and serves again when it has caught up', async () => {
    const userId = await world.user()
    const building = await world.building()
    const person = await alone.as(world.orgId, userId)
    await catchUp()
    await pause()
    await world.grantRole(userId, 'admin')
    const before = await everythingOf(owner, world.orgId)
    const refused = await person.post(inBuilding(building, '/units'), { label: '102' })
    expect(answerOf(refused)).toEqual(UNAVAILABLE)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(answerOf(await person.get(`/api/me/access?buildingId=${building}`))).toEqual(UNAVAILABLE)
    expect(answerOf(await person.get('/api/org/buildings'))).toEqual(UNAVAILABLE)
    expect(await everythingOf(owner, world.orgId)).toEqual(before)
    await catchUp()
    expect((await person.post(inBuilding(building, '/units'), { label: '102' })).status).toBe(201)
  })
})
