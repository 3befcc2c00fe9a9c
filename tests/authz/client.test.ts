import { AccessDeniedError, type AccessRequest, accessibleBy, createAuthzClient } from '@latchkey/authz-client'
import { createDb } from '@latchkey/shared/db/client'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool, PATIENT } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = await testAuthz().listen()
const client = createAuthzClient({ ...authz, deadlineMs: 10_000 })
const unreachable = createAuthzClient({ url: 'http://127.0.0.1:1', key: 'any' })
afterAll(async () => {
  await Promise.all([client.close(), unreachable.close(), db.$disconnect()])
  await authz.close()
})

const { orgId } = world
const db = createDb(inject('databaseUrl'), 2, PATIENT)
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

  it('hands out abilities for filters of lists, and none where nothing may be listed', async () => {
    const abilities = await client.abilities({ subject: staff })
    await world.building()
    const listed = await db.building.findMany({ where: { AND: [accessibleBy(abilities, 'units.read'), { orgId }] } })
    expect(listed.map(({ id }) => id)).toEqual([building.id])
    expect(() => accessibleBy(abilities, 'units.write')).toThrow(AccessDeniedError)
    expect(() => accessibleBy({ rules: [] }, 'units.read')).toThrow('units.read is not allowed')
  })

  it('is ready while authz can decide', async () => {
    expect([await client.ready(), await unreachable.ready()]).toEqual([true, false])
  })
})
