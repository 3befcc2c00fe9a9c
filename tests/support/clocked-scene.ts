import { createFacts, type Facts } from '@latchkey/authz/facts/facts'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { createMailQueue, startJobs } from '@latchkey/core-api/mail/queue'
import { createDb } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'
import { afterAll, inject } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { testAuthz } from './authz.ts'
import { setClock } from './clock.ts'
import { testCoreApi } from './core-api.ts'
import { PATIENT, suitePool } from './database.ts'
import type { Scene } from './scene.ts'
import { scratchDatabase } from './scratch.ts'
import { createWorld } from './world.ts'

export interface ClockedScene extends Scene {
  readonly facts: Facts
  /** Puts the clock of the database at an instant; without one it goes again. */
  clock(instant?: Date | string): Promise<void>
}

/** A scene on a database of its own, whose clock the suite moves. Call at the top level of a suite. */
export async function setClockedScene(): Promise<ClockedScene> {
  const url = await scratchDatabase()
  const authzUrl = new URL(inject('authzDatabaseUrl'))
  authzUrl.pathname = new URL(url).pathname
  await deploy(url, authzUrl.href)
  const pool = suitePool(url)
  await setClock(pool)
  const facts = createFacts(suitePool(authzUrl.href))
  const authz = await testAuthz({ facts }).listen()
  // A loaded machine takes longer than production waits.
  const client = createPooledAuthzClient({ ...authz, deadlineMs: 10_000 })
  const db = createDb(url, 10, PATIENT)
  const jobs = await startJobs(url, createLogger('core-api', 'silent'))
  afterAll(async () => {
    await client.close()
    await authz.close()
    await jobs.stop({ graceful: false })
    await db.$disconnect()
  })
  const api = await testCoreApi({ db, authz: client, mailQueue: createMailQueue(jobs) })
  const world = await createWorld(pool)
  const person: Scene['person'] = async (options) => {
    const id = await world.user(options)
    return { id, http: await api.as(world.orgId, id) }
  }
  const { http: admin } = await person({ roles: ['org_admin'] })
  return { db: pool, world, api, admin, person, facts, clock: (instant) => setClock(pool, instant) }
}
