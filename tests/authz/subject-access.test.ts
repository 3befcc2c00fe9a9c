import { type HeldAccess, SubjectAccess } from '@latchkey/shared/authz/subject-access'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'
import { type Entity, populate } from './search-worlds.ts'

const db = ownerPool()
const authz = testAuthz()
const world = await createWorld(db)

const ask = async (id: string, buildingIds: readonly string[] = [], context = {}, type = 'user') => {
  const answer = await authz.post('/authz/access/subject', { subject: { type, id }, buildingIds, context })
  expect(answer.status).toBe(200)
  return SubjectAccess.parse(await answer.json())
}

const reasonsOf = ({ grants }: HeldAccess) => grants.map(({ reason }) => reason)
const NOTHING = { permissionKeys: [], grants: [] }

describe('what a subject may do', () => {
  it('comes with every grant that counts, the one that decides first', async () => {
    const [here, there] = [await world.building(), await world.building()]
    const id = await world.user({ roles: ['viewer', 'admin'], allow: ['units.write', 'users.write'] })
    const [staff, boss] = [await world.assign(id, here, 'STAFF'), await world.assign(id, here, 'BUILDING_ADMIN')]
    const home = await world.occupy(id, here)
    const { org, buildings } = await ask(id, [there, here])
    const global = [{ role: 'admin' }, { role: 'viewer' }, { override: 'ALLOW' }].map((via) => ({
      ...{ code: 'global_permission', via },
    }))
    expect(reasonsOf(org)).toEqual(global)
    expect(buildings.map((one) => [one.id, reasonsOf(one)])).toEqual([
      [there, global],
      [
        here,
        [
          ...global,
          { code: 'building_assignment', type: 'BUILDING_ADMIN', assignmentId: boss },
          { code: 'building_assignment', type: 'STAFF', assignmentId: staff },
          { code: 'occupancy', occupancyId: home },
        ],
      ],
    ])
    expect(org.grants.at(-1)?.permissionKeys).toEqual(['units.write', 'users.write'])
    expect(buildings[0]?.grants.at(-1)?.permissionKeys).toEqual(['units.write'])
  })

  it('has no grant whose every key there is denied', async () => {
    const id = await world.user({ allow: ['users.read'], roles: ['viewer'], deny: ['units.read'] })
    const building = await world.building()
    const { org, buildings } = await ask(id, [building])
    expect([reasonsOf(org).length, buildings.map((one) => reasonsOf(one).length)]).toEqual([2, [1]])
    expect(org.permissionKeys).not.toContain('units.read')
  })

  it.each(['INVITED', 'DISABLED'] as const)('of an %s one is nothing, with the grants as they are', async (status) => {
    const building = await world.building()
    const [waiting, active] = [await world.user({ roles: ['viewer'], status }), await world.user({ roles: ['viewer'] })]
    const [{ org, buildings, version }, then] = [await ask(waiting, [building]), await ask(active, [building])]
    expect([org.permissionKeys, buildings[0]?.permissionKeys]).toEqual([[], []])
    expect([org.grants, buildings[0]?.grants]).toEqual([then.org.grants, then.buildings[0]?.grants])
    expect(org.grants).toHaveLength(1)
    // From memory too.
    expect(await ask(waiting, [building], { atLeast: version, orgAtLeast: 0 })).toEqual({ org, buildings, version })
  })

  it.each([newId(), 'nobody', ''])('of an unknown one (%s) is nothing', async (id) => {
    expect(await ask(id, [await world.building()])).toEqual({ org: NOTHING, buildings: [], version: 0 })
  })

  it('is refused when the database is behind the version asked for', async () => {
    const subject = { type: 'user', id: await world.user() }
    const body = { subject, buildingIds: [await world.building()], context: { atLeast: 1_000 } }
    expect((await authz.post('/authz/access/subject', body)).status).toBe(503)
  })

  it('is asked about 200 buildings at most', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const buildings: string[] = []
    while (buildings.length < 201) buildings.push(newId())
    const answer = await authz.post('/authz/access/subject', { subject: { type: 'user', id }, buildingIds: buildings })
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ pointer: '/buildingIds' }] }])
    expect((await ask(id, buildings.slice(1))).buildings).toEqual([])
  })
})

describe.each([21, 22])('in the generated world %i', async (seed) => {
  const { subjects, resources } = await populate(db, seed)
  const of = (wanted: string): Entity[] => resources.filter(({ type }) => type === wanted)

  it('agrees with the decision on every key, subject and building, and gives the reason of each first', async () => {
    for (const { type, id } of subjects) {
      const { buildings } = await ask(id, [...of('building').map((one) => one.id)], {}, type)
      const found = new Map(buildings.map((one) => [one.id, one]))
      for (const resource of of('building')) {
        const { permissionKeys = [], grants = [] } = found.get(resource.id) ?? {}
        const body = {
          evaluations: PERMISSION_KEYS.map((name) => ({ action: { name } })),
          subject: { type, id },
          resource,
        }
        const answer = await authz.post('/authz/check/batch', body)
        const { evaluations } = Object(await answer.json())
        const permits = PERMISSION_KEYS.flatMap((name, at) =>
          evaluations[at].decision ? [[name, evaluations[at]]] : [],
        )
        expect([id, resource.id, permissionKeys]).toEqual([id, resource.id, permits.map(([name]) => name)])
        for (const [name, { context }] of permits) {
          expect(grants.find((grant) => grant.permissionKeys.includes(name))?.reason).toEqual(context.reason)
        }
        const isThere =
          permits.length > 0 ||
          evaluations.some((one: { context: { reason: { code: string } } }) =>
            ['no_grant', 'denied_by_override'].includes(one.context.reason.code),
          )
        if (isThere) expect(found.has(resource.id)).toBe(true)
        if (evaluations[0].context.reason.code === 'resource_not_in_org') expect(found.has(resource.id)).toBe(false)
      }
    }
  })
})
