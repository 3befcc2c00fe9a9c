import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { checkOut, migrationsOfToday, type Tree, yesterday } from './yesterday.ts'
import { type Database, newDatabase, startServices } from './yesterday-services.ts'

const TODAY: Tree = { folder: join(import.meta.dirname, '../..'), remove: () => undefined }

let server: Awaited<ReturnType<typeof startThrowaway>>
let before: Tree
beforeAll(async () => {
  before = checkOut(yesterday())
  server = await startThrowaway()
})
afterAll(async () => {
  await server?.stop()
  before?.remove()
})

/** A database of its own at today's schema. */
async function migrated(): Promise<Database> {
  const database = await newDatabase(server.url)
  await deploy(database.url, database.authzUrl)
  return database
}

/** Plays the whole story of yesterday, against services of these trees. */
async function play(database: Database, trees: { authz: Tree; coreApi: Tree }) {
  const services = await startServices(database, trees)
  try {
    return await services.walkthrough(before)
  } finally {
    await services.stop()
  }
}

describe("while today's schema is rolled out", () => {
  it("yesterday's services know nothing of it", () => {
    expect(migrationsOfToday().length).toBeGreaterThan(0)
    for (const tree of [before, TODAY]) {
      const has = migrationsOfToday().map((name) => existsSync(join(tree.folder, 'prisma/migrations', name)))
      expect(new Set(has)).toEqual(new Set([tree === TODAY]))
    }
  })

  it("yesterday's services live on it: every step of their story is as they expect", async () => {
    const { code, output } = await play(await migrated(), { authz: before, coreApi: before })
    expect(code, output).toBe(0)
  })

  it("yesterday's core-api is answered by today's authz, which is replaced first", async () => {
    const { code, output } = await play(await migrated(), { authz: TODAY, coreApi: before })
    expect(code, output).toBe(0)
  })

  it('they would not, were a column gone that they read', async () => {
    const database = await migrated()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query('ALTER TABLE units RENAME COLUMN floor TO storey')
    await client.end()
    const { code, output } = await play(database, { authz: before, coreApi: before })
    expect(code).toBe(1)
    expect(output).toContain('500')
  })
})
