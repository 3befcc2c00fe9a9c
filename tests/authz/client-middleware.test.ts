import { type AuthzClient, createAuthzClient } from '@latchkey/authz-client'
import { requirePermission } from '@latchkey/authz-client/hono'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = await testAuthz().listen()
afterAll(() => authz.close())
const client = createAuthzClient({ ...authz, deadlineMs: 10_000 })
const unreachable = createAuthzClient({ url: 'http://127.0.0.1:1', key: 'any' })

const building = { id: await world.building() }
const staff = { id: await world.user() }
const nobody = { id: await world.user() }
await world.assign(staff.id, building.id, 'STAFF')

/** Another service: it knows its callers by a header of its own. */
const service = (asked: AuthzClient) =>
  new Hono().get(
    '/reports/:buildingId',
    requirePermission(asked, 'units.read', {
      subject: (c) => ({ type: 'user', id: c.req.header('x-user') ?? '' }),
      resource: (c) => ({ type: 'building', id: c.req.param('buildingId') ?? '' }),
    }),
    (c) => c.text('the report'),
  )

const get = (user: string, id: string, asked = client) =>
  service(asked).request(`/reports/${id}`, { headers: { 'x-user': user } })
const status = async (...asked: Parameters<typeof get>) => (await get(...asked)).status

describe('the middleware', () => {
  it('lets pass who may, and nobody else', async () => {
    expect(await status(staff.id, building.id)).toBe(200)
    expect(await status(nobody.id, building.id)).toBe(403)
    expect(await status(newId(), building.id)).toBe(401)
  })

  it('tells a foreign building from an absent one to nobody', async () => {
    const foreign = await (await createWorld(ownerPool())).building()
    const answers = [await get(staff.id, foreign), await get(staff.id, newId())]
    expect(answers.map((one) => one.status)).toEqual([404, 404])
    expect(await answers[0]?.json()).toEqual(await answers[1]?.json())
  })

  it('answers with a problem, and says when to come again while authz cannot be asked', async () => {
    const refused = await get(nobody.id, building.id)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(await refused.json()).toEqual({ type: 'about:blank', title: 'You may not do this', status: 403 })
    const failed = await get(staff.id, building.id, unreachable)
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1'])
  })

  it('leaves a fault of the service itself to the service: a wrong key is no outage', async () => {
    const stranger = createAuthzClient({ ...authz, key: 'a-key-nobody-gave' })
    const seen: unknown[] = []
    const app = service(stranger).onError((error, c) => {
      seen.push(error.name)
      return c.text('', 500)
    })
    const answer = await app.request(`/reports/${building.id}`, { headers: { 'x-user': staff.id } })
    expect([answer.status, seen]).toEqual([500, ['InvalidKeyError']])
  })
})
