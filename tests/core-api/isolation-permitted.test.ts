import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { BUILDING_KEYS, PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { afterAll, describe, expect, it } from 'vitest'
import { fakeAuthz, json, PERMIT } from '../support/fake-authz.ts'
import { bodyFor, ROUTES, sendTo } from '../support/routes.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { type Ids, isInner, makeTargets, paramsOf } from '../support/targets.ts'
import { createWorld, newId } from '../support/world.ts'

/** Permits whatever it is asked, so that every refusal is core-api's own. */
const fake = await fakeAuthz()
const { reason } = PERMIT.context
const permitAll = () => {
  const rules = PERMISSION_KEYS.map((key) => [key, 'Org', { id: world.orgId }])
  const held = { permissionKeys: PERMISSION_KEYS, grants: [{ reason, permissionKeys: PERMISSION_KEYS }] }
  const explained = BUILDING_KEYS.map((permissionKey) => ({ permissionKey, decision: true, reason }))
  const lists = new Map([
    ['/authz/abilities', json({ rules, version: 1 })],
    ['/authz/access', json({ results: [], next: null })],
    ['/authz/access/subject', json({ org: held, buildings: [{ ...held, id: newId(), explained }], version: 1 })],
    ['/authz/check/batch', json({ evaluations: BUILDING_KEYS.map(() => PERMIT) })],
  ])
  fake.answer((res, arrived) => (lists.get(arrived.path) ?? json(PERMIT))(res, arrived))
}
const client = createPooledAuthzClient({ url: fake.url, key: 'the-key-of-core-api', deadlineMs: 10_000 })
afterAll(() => client.close())
const { db, world, person } = await setScene({ authz: client })
const { http } = await person()
const foreign = await createWorld(db)

const WITH_IDS = ROUTES.filter(({ kind, path }) => kind !== 'platform' && paramsOf(path).length > 0)
const IN_BUILDING = WITH_IDS.filter(({ path }) => paramsOf(path).includes('buildingId'))
const WITH_INNER = IN_BUILDING.filter(({ path }) => paramsOf(path).some(isInner))

describe('when authz permits everything, a thing of another org is still 404 and unchanged', () => {
  it.each(WITH_IDS)('for $name, and authz is not even asked', async (route) => {
    const [ids, theirs] = [await makeTargets(world, route), await makeTargets(foreign, route)]
    const body = await bodyFor(route, foreign, theirs)
    const before = await everythingOf(db, foreign.orgId)
    permitAll()
    for (const strange of [theirs, { ...theirs, buildingId: newId(), userId: newId() }]) {
      expect((await sendTo(http, route, strange, { body })).code).toBe('not_found')
    }
    expect(fake.arrived).toEqual([])
    expect(await everythingOf(db, foreign.orgId)).toEqual(before)
    expect((await sendTo(http, route, ids, { body: await bodyFor(route, world, ids) })).status).toBe(route.status)
  })

  it.each(WITH_INNER)('for $name, named inside a building of the own org', async (route) => {
    const ids = await makeTargets(world, route)
    const theirs = await makeTargets(foreign, route)
    const others = await makeTargets(world, route)
    const body = await bodyFor(route, world, ids)
    permitAll()
    for (const elsewhere of [theirs, others]) {
      const strange: Ids = { ...elsewhere, buildingId: ids.buildingId }
      const before = [await everythingOf(db, foreign.orgId), await everythingOf(db, world.orgId)]
      expect((await sendTo(http, route, strange, { body })).code).toBe('not_found')
      expect([await everythingOf(db, foreign.orgId), await everythingOf(db, world.orgId)]).toEqual(before)
    }
    expect((await sendTo(http, route, ids, { body })).status).toBe(route.status)
  })
})
