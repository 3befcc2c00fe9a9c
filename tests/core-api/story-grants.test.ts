import { describe, expect, it } from 'vitest'
import { contentsOf } from '../support/contents.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Http, Reply } from '../support/http.ts'
import { stoppableAuthz } from '../support/stoppable-authz.ts'
import { buildA1, create, foundAndSettle, hire, type Player } from '../support/story.ts'
import { newId } from '../support/world.ts'

const authz = await stoppableAuthz()
const db = ownerPool()
const api = await testCoreApi({ authz: authz.client })
const [A, B] = [await foundAndSettle(api, 'Org A'), await foundAndSettle(api, 'Org B')]
const admin = A.admin.http
const { path: b1 } = await buildA1(B.admin)

const FORBIDDEN = [403, 'forbidden']
const NOT_FOUND = [404, 'not_found']
const DONE = [201, undefined]
const READ = [200, undefined]
const READS = ['', '/units', '/units/basic', '/assignments', '/occupancies']

const answer = ({ status, code }: Reply) => [status, code]
const read = async (http: Http, path: string) => answer(await http.get(path))
const addUnit = async (http: Http, path: string) => answer(await http.post(`${path}/units`, { label: newId() }))

const override = (player: Player, effect?: 'ALLOW' | 'DENY', permissionKey = 'units.write') =>
  admin.put(`/api/users/${player.id}/permission-overrides`, { overrides: effect ? [{ permissionKey, effect }] : [] })

describe('the viewer role', () => {
  it('reads everywhere in A, writes nowhere', async () => {
    const viewer = await hire(api, A, 'Viewer', ['viewer'])
    for (const { path, unit101 } of [await buildA1(A.admin), await buildA1(A.admin)]) {
      for (const part of [...READS, `/units/${unit101}`]) expect(await read(viewer.http, path + part)).toEqual(READ)
      const before = await contentsOf(db, A.orgId)
      const body = { unitId: unit101, residentUserId: viewer.id }
      const refused = [
        await viewer.http.post(`${path}/units`, { label: '103' }),
        await viewer.http.patch(path, { city: 'Bonn' }),
        await viewer.http.delete(`${path}/units/${unit101}`),
        await viewer.http.post(`${path}/assignments`, { userId: viewer.id, type: 'BUILDING_ADMIN' }),
        await viewer.http.post(`${path}/occupancies`, body),
        await viewer.http.post('/api/org/buildings', { name: 'A3' }),
      ]
      expect(refused.map(answer)).toEqual(refused.map(() => FORBIDDEN))
      expect(await contentsOf(db, A.orgId)).toEqual(before)
      expect((await admin.post(`${path}/occupancies`, body)).status).toBe(201)
    }
  })

  it('reads nothing of B', async () => {
    const viewer = await hire(api, A, 'Viewer', ['viewer'])
    for (const part of READS) expect(await read(viewer.http, b1 + part)).toEqual(NOT_FOUND)
  })
})

describe('a DENY on units.write', () => {
  it('for an org_admin who is BUILDING_ADMIN of A1: still allowed on A1, refused on A2', async () => {
    const deputy = await hire(api, A, 'Deputy', ['org_admin'])
    const [a1, a2] = [await buildA1(A.admin), await buildA1(A.admin)]
    await create(admin, `${a1.path}/assignments`, { userId: deputy.id, type: 'BUILDING_ADMIN' })
    expect([await addUnit(deputy.http, a1.path), await addUnit(deputy.http, a2.path)]).toEqual([DONE, DONE])
    expect((await override(deputy, 'DENY')).status).toBe(200)
    expect([await addUnit(deputy.http, a1.path), await addUnit(deputy.http, a2.path)]).toEqual([DONE, FORBIDDEN])
    expect((await deputy.http.patch(a2.path, { city: 'Bonn' })).status).toBe(200)
  })
})

describe('an ALLOW of units.write', () => {
  it('lets a plain user write in any building of A and none of B', async () => {
    const plain = await hire(api, A, 'Plain')
    const paths = [(await buildA1(A.admin)).path, (await buildA1(A.admin)).path]
    for (const path of paths) expect(await addUnit(plain.http, path)).toEqual(FORBIDDEN)
    expect((await override(plain, 'ALLOW')).status).toBe(200)
    for (const path of paths) expect(await addUnit(plain.http, path)).toEqual(DONE)
    expect(await addUnit(plain.http, b1)).toEqual(NOT_FOUND)
    expect(await addUnit(B.admin.http, b1)).toEqual(DONE)
  })

  it('is of units.write alone: it does not even let the user read', async () => {
    const plain = await hire(api, A, 'Plain')
    const { path } = await buildA1(A.admin)
    await override(plain, 'ALLOW')
    for (const part of READS) expect(await read(plain.http, path + part)).toEqual(FORBIDDEN)
  })
})

describe('a grant that is taken away', () => {
  type Grant = { give: () => Promise<() => Promise<unknown>>; use: () => Promise<unknown[]> }
  type Made = Awaited<ReturnType<typeof buildA1>>

  const GRANTS: [what: string, grant: (player: Player, a1: Made) => Grant][] = [
    [
      'an assignment',
      ({ id, http }, { path }) => ({
        use: () => read(http, path),
        give: async () => {
          const made = await create(admin, `${path}/assignments`, { userId: id, type: 'STAFF' })
          return () => admin.delete(`${path}/assignments/${made}`)
        },
      }),
    ],
    [
      'an occupancy',
      ({ id, http }, { path, unit101 }) => ({
        use: () => read(http, `${path}/units/basic`),
        give: async () => {
          const made = await create(admin, `${path}/occupancies`, { unitId: unit101, residentUserId: id })
          return () => admin.post(`${path}/occupancies/${made}/end`)
        },
      }),
    ],
    [
      'a role',
      ({ id, http }, { path }) => ({
        use: () => read(http, path),
        give: async () => {
          const setRoles = (roleKeys: string[]) => admin.post(`/api/users/${id}/roles`, { roleKeys, mode: 'replace' })
          await setRoles(['viewer'])
          return () => setRoles([])
        },
      }),
    ],
    [
      'an ALLOW',
      (player, { path }) => ({
        use: () => read(player.http, `${path}/units`),
        give: async () => {
          await override(player, 'ALLOW', 'units.read')
          return () => override(player)
        },
      }),
    ],
  ]

  it.each(GRANTS)('(%s) counts no longer with the next request', async (_, grant) => {
    const { give, use } = grant(await hire(api, A, 'Somebody'), await buildA1(A.admin))
    expect(await use()).toEqual(FORBIDDEN)
    const take = await give()
    expect(await use()).toEqual(READ)
    await take()
    expect(await use()).toEqual(FORBIDDEN)
  })
})

describe('when authz is stopped', () => {
  it('it is 503 and nothing is written; when it is started it works again, without restarting core-api', async () => {
    const { path } = await buildA1(A.admin)
    expect(await addUnit(admin, path)).toEqual(DONE)
    await authz.whileDown(async () => {
      const before = await contentsOf(db, A.orgId)
      expect(await addUnit(admin, path)).toEqual([503, 'authorization_unavailable'])
      expect(await read(admin, path)).toEqual([503, 'authorization_unavailable'])
      expect(await contentsOf(db, A.orgId)).toEqual(before)
    })
    expect(await addUnit(admin, path)).toEqual(DONE)
  })
})
