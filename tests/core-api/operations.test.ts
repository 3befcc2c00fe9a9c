import { createFacts } from '@latchkey/authz/facts/facts'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { createDb } from '@latchkey/shared/db/client'
import { LATEST_MIGRATION } from '@latchkey/shared/db/latest-migration'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { afterAll, describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { testAuthz } from '../support/authz.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool, suitePool, warmUp } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld, newId } from '../support/world.ts'

const NOWHERE = 'postgresql://nobody:nothing@127.0.0.1:1/nowhere'
const dbOf = (url: string) => {
  const db = createDb(url, 2)
  afterAll(() => db.$disconnect())
  return db
}

const healthy = await testCoreApi()
const withoutDatabase = await testCoreApi({ db: dbOf(NOWHERE) })
const authzWithoutDatabase = await testAuthz({ facts: createFacts(suitePool(NOWHERE)) }).listen()
afterAll(() => authzWithoutDatabase.close())
const clientOf = (options: { url: string; key: string }) => {
  const client = createPooledAuthzClient(options)
  afterAll(() => client.close())
  return client
}
const [leaving, returning] = [await testAuthz().listen(), testAuthz()]
const withLeavingAuthz = await testCoreApi({ authz: clientOf(leaving) })
const withHelplessAuthz = await testCoreApi({ authz: clientOf(authzWithoutDatabase) })
const withEmptyDatabase = await testCoreApi({ db: dbOf(await scratchDatabase()) })
const migrated = await scratchDatabase()
await applyMigrations(migrated)
const withMigrated = await testCoreApi({ db: dbOf(migrated) })
const migrations = suitePool(migrated)

for (const { deps } of [healthy, withLeavingAuthz, withHelplessAuthz, withEmptyDatabase, withMigrated])
  await warmUp(deps.db)

const ready = async ({ anonymous }: typeof healthy) => {
  const reply = await anonymous.get('/readyz')
  return [reply.status, reply.body]
}
const notReady = (failed: string[]) => {
  const check = (name: string) => (failed.includes(name) ? 'failed' : 'ok')
  const checks = { database: check('database'), migrations: check('migrations'), authz: check('authz') }
  return [503, { status: 'failed', checks }]
}

describe('a core-api', () => {
  it('is alive with and without the database', async () => {
    for (const { anonymous } of [healthy, withoutDatabase]) {
      const reply = await anonymous.get('/livez')
      expect([reply.status, reply.body]).toEqual([200, { status: 'ok' }])
    }
  })

  it('is ready when the database, every migration and authz are there', async () => {
    const checks = { database: 'ok', migrations: 'ok', authz: 'ok' }
    expect(await ready(healthy)).toEqual([200, { status: 'ok', checks }])
  })

  it('is not ready without the database', async () => {
    expect(await ready(withoutDatabase)).toEqual(notReady(['database', 'migrations']))
  })

  it('is not ready without authz, and is again when authz is back', async () => {
    expect((await ready(withLeavingAuthz))[0]).toBe(200)
    await leaving.close()
    expect(await ready(withLeavingAuthz)).toEqual(notReady(['authz']))
    const back = await returning.listen(Number(new URL(leaving.url).port))
    expect((await ready(withLeavingAuthz))[0]).toBe(200)
    await back.close()
  })

  it('is not ready when authz cannot decide', async () => {
    expect(await ready(withHelplessAuthz)).toEqual(notReady(['authz']))
  })

  it('is not ready on a database without any migration', async () => {
    expect(await ready(withEmptyDatabase)).toEqual(notReady(['migrations']))
  })

  it.each([
    ['without the newest migration', `DELETE FROM _prisma_migrations WHERE migration_name = '${LATEST_MIGRATION}'`],
    ['whose newest migration is not finished', 'UPDATE _prisma_migrations SET finished_at = NULL'],
    [
      'whose newest migration was rolled back',
      'UPDATE _prisma_migrations SET finished_at = NULL, rolled_back_at = now()',
    ],
    [
      'on which a later migration has failed',
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('later', 'x', '29990101000000_later')`,
    ],
  ])('is not ready on a database %s', async (_, sql) => {
    expect((await ready(withMigrated))[0]).toBe(200)
    await migrations.query('CREATE TABLE kept AS SELECT * FROM _prisma_migrations')
    await migrations.query(sql)
    expect(await ready(withMigrated)).toEqual(notReady(['migrations']))
    await migrations.query('DELETE FROM _prisma_migrations')
    await migrations.query('INSERT INTO _prisma_migrations SELECT * FROM kept')
    await migrations.query('DROP TABLE kept')
    expect((await ready(withMigrated))[0]).toBe(200)
  })

  it('does not show the cause when it is not ready', async () => {
    const { text } = await withoutDatabase.anonymous.get('/readyz')
    expect(text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|nobody|nowhere/)
  })
})

describe('the metrics', async () => {
  const world = await createWorld(ownerPool())
  const core = await testCoreApi({ metrics: createMetrics('core-api') })
  const admin = await core.as(world.orgId, await world.user({ roles: ['org_admin'] }))
  const building = await world.building()
  const unit = await world.unit(building)
  const B = '/api/org/buildings/:buildingId'

  /** How many requests of this method, route and status have been counted. */
  const count = async (method: string, route: string, status: number): Promise<number> => {
    const { text } = await core.anonymous.get('/metrics')
    const labels = [`method="${method}"`, `route="${route}"`, `status="${status}"`]
    const isOne = (line: string) =>
      line.startsWith('http_request_duration_seconds_count') && labels.every((label) => line.includes(label))
    return Number(text.split('\n').find(isOne)?.split(' ').at(-1) ?? 0)
  }

  it('are text as Prometheus reads it, with the duration of requests', async () => {
    const reply = await core.anonymous.get('/metrics')
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')])
    expect(reply.text).toContain('# TYPE http_request_duration_seconds histogram')
    expect((await core.anonymous.get('/metrics')).text).toContain('service="core-api"')
  })

  it.each([
    ['GET', B, 200, `/api/org/buildings/${building}`],
    ['GET', B, 404, `/api/org/buildings/${newId()}`],
    ['GET', `${B}/units`, 200, `/api/org/buildings/${building}/units?limit=1`],
    ['GET', `${B}/units/:unitId`, 200, `/api/org/buildings/${building}/units/${unit}`],
    ['GET', `${B}/units/basic`, 200, `/api/org/buildings/${building}/units/basic`],
    ['GET', '/api/users/:userId', 404, `/api/users/${newId()}`],
    ['GET', '/org/buildings/:buildingId', 200, `/org/buildings/${building}`],
    ['POST', '/api/users', 400, '/api/users'],
    ['PATCH', B, 415, `/api/org/buildings/${building}`],
    ['GET', '/livez', 200, '/livez'],
  ])('count %s %s %i under the pattern of the route', async (method, route, status, path) => {
    const before = await count(method, route, status)
    const reply = await admin.raw(path, {
      method,
      ...(status === 415 ? { headers: { 'content-type': 'text/plain' } } : {}),
    })
    expect(reply.status).toBe(status)
    expect((await count(method, route, status)) - before).toBe(1)
  })

  it('hold no id and no unknown path or method of a client', async () => {
    const strange = `/made-up-${newId()}`
    for (const path of [strange, `/api${strange}`, `/api/users${strange}${strange}`]) await admin.get(path)
    await admin.raw('/api/users', { method: 'PROPFIND' })
    const { text } = await core.anonymous.get('/metrics')
    expect(text).not.toMatch(/made-up|[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(text).toContain('status="404"')
  })
})
