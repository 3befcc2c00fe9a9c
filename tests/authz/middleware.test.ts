import { createAuthzClient } from '@latchkey/shared/authz/client'
import { requirePermission, type SubjectEnv } from '@latchkey/shared/authz/middleware'
import { createMetrics } from '@latchkey/shared/http/metrics'
import { installRequestHandling } from '@latchkey/shared/http/request'
import { createLogger } from '@latchkey/shared/logger'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const foreign = await createWorld(db)
const authz = await testAuthz().listen()
const client = createAuthzClient(authz)
afterAll(async () => {
  await client.close()
  await authz.close()
})

/** Another internal service: it trusts a header for who asks, and authz for what they may. */
const serviceOf = (asking: Pick<typeof client, 'check'>) => {
  const app = new Hono<SubjectEnv>()
  const logger = createLogger('meters', 'silent')
  installRequestHandling(app, { logger, metrics: createMetrics('meters'), maxBodyBytes: 1_000 })
  app.use(async (c, next) => {
    const atLeast = c.req.header('x-version')
    c.set('subject', {
      id: c.req.header('x-user') ?? '',
      ...(atLeast === undefined ? {} : { atLeast: Number(atLeast) }),
    })
    await next()
  })
  const onBuilding = requirePermission<SubjectEnv>(asking, 'units.read', (c) => ({
    type: 'building',
    id: c.req.param('buildingId') ?? '',
  }))
  app.get('/buildings/:buildingId/meters', onBuilding, (c) => c.json({ meters: [] }))
  return (userId: string, buildingId: string, headers: Record<string, string> = {}) =>
    app.request(`/buildings/${buildingId}/meters`, { headers: { 'x-user': userId, ...headers } })
}

const request = serviceOf(client)
const [here, there] = [await world.building(), await world.building()]
const staff = await world.user()
await world.assign(staff, here, 'STAFF')

describe('a route under a permission', () => {
  it('is open to those who may, on what they may', async () => {
    expect((await request(staff, here)).status).toBe(200)
    expect((await request(staff, there)).status).toBe(403)
  })

  it.each([
    ['without a grant', () => world.user(), here, 403, 'forbidden'],
    ['for a building of another org', () => foreign.user({ roles: ['org_admin'] }), here, 404, 'not_found'],
    ['for a building that is not there', () => world.user({ roles: ['org_admin'] }), newId(), 404, 'not_found'],
    ['when disabled', () => world.user({ roles: ['org_admin'], status: 'DISABLED' }), here, 401, 'unauthorized'],
    ['when unknown', async () => newId(), here, 401, 'unauthorized'],
  ] as const)('is closed %s, and says no more than that', async (_, make, buildingId, status, code) => {
    const answer = await request(await make(), buildingId)
    expect(answer.status).toBe(status)
    const problem: unknown = await answer.json()
    expect(problem).toMatchObject({ code })
    expect(JSON.stringify(problem)).not.toMatch(/wouldAllow|no_grant|resource_not_in_org/)
  })

  it('pins the version that the service has seen', async () => {
    const { version } = (
      await client.check({
        subject: { type: 'user', id: staff },
        action: { name: 'units.read' },
        resource: { type: 'building', id: here },
      })
    ).context
    expect((await request(staff, here, { 'x-version': String(version) })).status).toBe(200)
    expect((await request(staff, here, { 'x-version': String(version + 1) })).status).toBe(503)
  })

  it('is closed with 503 when authz gives no answer', async () => {
    const gone = createAuthzClient({ url: 'http://127.0.0.1:1', key: 'any' })
    const answer = await serviceOf(gone)(staff, here)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'authorization_unavailable' })
    await gone.close()
  })
})
