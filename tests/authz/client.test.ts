import { type AccessRequest, createAuthzClient } from '@latchkey/shared/authz/client'
import { requirePermission } from '@latchkey/shared/authz/middleware'
import { DomainError } from '@latchkey/shared/errors'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { problemResponse } from '@latchkey/shared/problem'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = await testAuthz().listen()
const client = createAuthzClient({ ...authz, deadlineMs: 10_000 })
const unreachable = createAuthzClient({ url: 'http://127.0.0.1:1', key: 'any' })
afterAll(async () => {
  await Promise.all([client.close(), unreachable.close()])
  await authz.close()
})

const building = { type: 'building', id: await world.building() } as const
const staff = { type: 'user', id: await world.user() } as const
const nobody = { type: 'user', id: await world.user() } as const
await world.assign(staff.id, building.id, 'STAFF')
const read = { name: 'units.read' } as const
const write = { name: 'units.write' } as const

const all = async (found: AsyncIterable<string>) => {
  const results: string[] = []
  for await (const result of found) results.push(result)
  return results
}

describe('the client', () => {
  it('does not compile with a key that the catalogue does not have', () => {
    // @ts-expect-error a misspelt key
    const misspelt: AccessRequest['action'] = { name: 'unit.read' }
    expect(PERMISSION_KEYS).not.toContain(misspelt.name)
  })

  it('checks one question, and many in their order', async () => {
    expect((await client.check({ subject: staff, action: read, resource: building })).decision).toBe(true)
    const decisions = await client.checkAll([
      { subject: staff, action: write, resource: building },
      { subject: staff, action: read, resource: building },
      { subject: nobody, action: read, resource: building },
    ])
    expect(decisions.map(({ decision }) => decision)).toEqual([false, true, false])
    expect(await client.checkAll([])).toEqual([])
  })

  it('searches who, where and what, over all pages', async () => {
    const many = await Promise.all(Array.from({ length: 60 }, () => world.user()))
    for (const id of many) await world.assign(id, building.id, 'MANAGER')
    const found = await all(client.searchSubjects({ action: read, resource: building }))
    expect(found.toSorted()).toEqual([staff.id, ...many].toSorted())
    expect(await all(client.searchResources({ subject: staff, action: read, type: 'building' }))).toEqual([building.id])
    const may = await all(client.searchActions({ subject: staff, resource: building }))
    expect(may).toContain('units.read')
    expect(may).not.toContain('units.write')
  })

  it('hands out the ability for list filters', async () => {
    const ability = await client.ability({ subject: staff })
    expect(ability.rulesFor('units.read', 'Building')).toHaveLength(1)
    expect(ability.rulesFor('units.write', 'Building')).toEqual([])
  })

  it('fails closed: an authz that is not there is an error, never an answer', async () => {
    const failure = { code: 'authorization_unavailable' }
    const question = { subject: staff, action: read, resource: building }
    await expect(unreachable.check(question)).rejects.toMatchObject(failure)
    await expect(unreachable.checkAll([question])).rejects.toMatchObject(failure)
    await expect(unreachable.ability({ subject: staff })).rejects.toMatchObject(failure)
    await expect(all(unreachable.searchSubjects({ action: read, resource: building }))).rejects.toMatchObject(failure)
  })
})

/** Another service: it knows its callers by a header of its own. */
const service = (asked: typeof client) =>
  new Hono()
    .get(
      '/reports/:buildingId',
      requirePermission(asked, 'units.read', {
        subject: (c) => ({ type: 'user', id: c.req.header('x-user') ?? '' }),
        resource: (c) => ({ type: 'building', id: c.req.param('buildingId') ?? '' }),
      }),
      (c) => c.text('the report'),
    )
    .onError((error) => problemResponse(error instanceof DomainError ? error : new Error('unexpected'), 'request'))

describe('the middleware', () => {
  const status = async (user: string, id: string, asked = client) =>
    (await service(asked).request(`/reports/${id}`, { headers: { 'x-user': user } })).status

  it('lets pass who may, and nobody else', async () => {
    expect(await status(staff.id, building.id)).toBe(200)
    expect(await status(nobody.id, building.id)).toBe(403)
    expect(await status(newId(), building.id)).toBe(401)
  })

  it('tells a foreign building from an absent one to nobody', async () => {
    const foreign = await (await createWorld(ownerPool())).building()
    expect([await status(staff.id, foreign), await status(staff.id, newId())]).toEqual([404, 404])
  })

  it('is 503 while authz cannot be asked', async () => {
    expect(await status(staff.id, building.id, unreachable)).toBe(503)
  })
})
