import { createCaslExtension } from '@casl/prisma/runtime'
import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { createAuthzClient } from '@latchkey/authz-client'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { createMailQueue, startJobs } from '@latchkey/core-api/mail/queue'
import { createDb, type Db } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'
import type { Pool } from 'pg'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { answerOf, UNAVAILABLE } from '../support/answers.ts'
import { testAuthz } from '../support/authz.ts'
import { testCoreApi } from '../support/core-api.ts'
import { PATIENT } from '../support/database.ts'
import { describeOnPostgres15 } from '../support/postgres-15.ts'
import { replication } from '../support/replication.ts'
import { inBuilding } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld } from '../support/world.ts'

describeOnPostgres15('core-api, whose authz reads from a streaming replica', async () => {
  const { primaryUrl, owner, primary, replica, pause, catchUp } = await replication()
  const db = createDb(primaryUrl, 5, PATIENT)
  // safe because the extension only inspects queries: the client keeps its methods
  const listDb = db.$extends(createCaslExtension()) as unknown as Db
  const jobs = await startJobs(primaryUrl, createLogger('core-api', 'silent'))
  afterAll(async () => {
    await jobs.stop({ graceful: false })
    await db.$disconnect()
  })
  const throttle = createThrottle(db, { account: 10, address: 1_000, everywhere: 1_000 })
  const overAuthz = async (fallback?: Pool) => {
    const authz = await testAuthz({
      facts: createFacts(replica, createCache(1024 * 1024), { primary: fallback }),
    }).listen()
    const client = createAuthzClient({ ...authz, deadlineMs: 10_000 })
    afterAll(async () => {
      await client.close()
      await authz.close()
    })
    return testCoreApi({ db, listDb, throttle, authz: client, mailQueue: createMailQueue(jobs) })
  }
  const [withPrimary, alone] = [await overAuthz(primary), await overAuthz()]
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
