import type { Deps } from '@latchkey/core-api/deps'
import type { Pool } from 'pg'
import { type TestCoreApi, testCoreApi } from './core-api.ts'
import { ownerPool } from './database.ts'
import type { Http } from './http.ts'
import { createWorld, type UserOptions, type World } from './world.ts'

/** A user of the org of the suite, signed in. */
interface Person {
  readonly id: string
  readonly http: Http
}

/** What most suites begin with: an org of their own, core-api, and an org_admin. */
export interface Scene {
  readonly db: Pool
  readonly world: World
  readonly api: TestCoreApi
  readonly admin: Http
  person(options?: UserOptions): Promise<Person>
}

/** Call at the top level of a suite. */
export async function setScene(overrides: Partial<Deps> = {}): Promise<Scene> {
  const db = ownerPool()
  const world = await createWorld(db)
  const api = await testCoreApi(overrides)
  const person: Scene['person'] = async (options) => {
    const id = await world.user(options)
    return { id, http: await api.as(world.orgId, id) }
  }
  const { http: admin } = await person({ roles: ['org_admin'] })
  return { db, world, api, admin, person }
}

/** The path of a building, or of what is in it. */
export const inBuilding = (buildingId: string, rest = ''): string => `/api/org/buildings/${buildingId}${rest}`
