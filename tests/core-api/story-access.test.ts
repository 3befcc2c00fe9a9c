import { describe, expect, it } from 'vitest'
import { contentsOf } from '../support/contents.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Http, Reply } from '../support/http.ts'
import { buildA1, create, foundAndSettle, hire, type Player } from '../support/story.ts'
import { newId } from '../support/world.ts'

const db = ownerPool()
const api = await testCoreApi()
const [A, B] = [await foundAndSettle(api, 'Org A'), await foundAndSettle(api, 'Org B')]
const admin = A.admin.http
const nobody = await hire(api, A, 'Nobody')
const a2 = `/api/org/buildings/${await create(admin, '/api/org/buildings', { name: 'A2' })}`
const b1 = `/api/org/buildings/${await create(B.admin.http, '/api/org/buildings', { name: 'B1' })}`

const READS = ['', '/units', '/assignments', '/occupancies']
const FORBIDDEN = [403, 'forbidden']
const DONE = [201, undefined]
const answer = ({ status, code }: Reply) => [status, code]

type A1 = Awaited<ReturnType<typeof buildA1>>
const assign = (a1: A1, { id }: Player, type: string) => create(admin, `${a1.path}/assignments`, { userId: id, type })

/** Every way to add something in A1. */
const WRITES: [what: string, write: (a1: A1, http: Http) => Promise<Reply>][] = [
  ['a unit', ({ path }, http) => http.post(`${path}/units`, { label: newId() })],
  [
    'an assignment',
    async ({ path }, http) => {
      const { id: userId } = await hire(api, A, 'New')
      return http.post(`${path}/assignments`, { userId, type: 'STAFF' })
    },
  ],
  [
    'an occupancy',
    async ({ path }, http) => {
      const unitId = await create(admin, `${path}/units`, { label: newId() })
      return http.post(`${path}/occupancies`, { unitId, residentUserId: nobody.id })
    },
  ],
]

const addUnit = async (http: Http, path: string) => answer(await http.post(`${path}/units`, { label: newId() }))

describe.each(['STAFF', 'MANAGER'])('%s of A1', async (type) => {
  const player = await hire(api, A, type)
  const a1 = await buildA1(A.admin)
  await assign(a1, player, type)

  it.each(READS)('reads the building%s, there and nowhere else', async (part) => {
    expect((await player.http.get(a1.path + part)).status).toBe(200)
    expect(answer(await player.http.get(a2 + part))).toEqual(FORBIDDEN)
  })

  it.each(WRITES)('cannot add %s: 403', async (_, write) => {
    expect(answer(await write(a1, player.http))).toEqual(FORBIDDEN)
    expect(answer(await write(a1, admin))).toEqual(DONE)
  })

  it('cannot change or delete anything that is there', async () => {
    const occupancy = await create(admin, `${a1.path}/occupancies`, { unitId: a1.unit102, residentUserId: nobody.id })
    const assignment = (await admin.get(`${a1.path}/assignments`)).str('items.0.id')
    const before = await contentsOf(db, A.orgId)
    const { http } = player
    const refused = [
      await http.patch(a1.path, { city: 'Bonn' }),
      await http.delete(a1.path),
      await http.patch(`${a1.path}/units/${a1.unit101}`, { floor: 9 }),
      await http.delete(`${a1.path}/units/${a1.unit101}`),
      await http.delete(`${a1.path}/assignments/${assignment}`),
      await http.post(`${a1.path}/occupancies/${occupancy}/end`),
    ]
    expect(refused.map(answer)).toEqual(refused.map(() => FORBIDDEN))
    expect(await contentsOf(db, A.orgId)).toEqual(before)
    expect((await admin.post(`${a1.path}/occupancies/${occupancy}/end`)).status).toBe(200)
  })
})

describe('BUILDING_ADMIN of A1', async () => {
  const player = await hire(api, A, 'Building admin')
  const a1 = await buildA1(A.admin)
  await assign(a1, player, 'BUILDING_ADMIN')

  it('holds no global key', async () => {
    expect((await player.http.get('/api/auth/me')).body).toMatchObject({ roleKeys: [], permissions: [], overrides: [] })
  })

  it.each(WRITES)('adds %s', async (_, write) => {
    expect(answer(await write(a1, player.http))).toEqual(DONE)
  })

  it('on another building of org A: 403', async () => {
    for (const part of READS) expect(answer(await player.http.get(a2 + part))).toEqual(FORBIDDEN)
    expect(await addUnit(player.http, a2)).toEqual(FORBIDDEN)
    expect(await addUnit(player.http, a1.path)).toEqual(DONE)
  })
})

describe('a resident of A1', () => {
  it('reads units/basic and nothing else of the building; after the occupancy ends, not even that', async () => {
    const player = await hire(api, A, 'Resident')
    const a1 = await buildA1(A.admin)
    const body = { unitId: a1.unit101, residentUserId: player.id }
    const occupancy = await create(admin, `${a1.path}/occupancies`, body)
    const basic = await player.http.get(`${a1.path}/units/basic`)
    expect([basic.status, basic.at('items.0')]).toEqual([200, { id: a1.unit101, label: '101', floor: 1 }])
    for (const part of [...READS, `/units/${a1.unit101}`, '/units?available=true']) {
      expect(answer(await player.http.get(a1.path + part))).toEqual(FORBIDDEN)
    }
    expect(await addUnit(player.http, a1.path)).toEqual(FORBIDDEN)
    expect(answer(await player.http.get(`${a2}/units/basic`))).toEqual(FORBIDDEN)
    expect((await admin.post(`${a1.path}/occupancies/${occupancy}/end`)).status).toBe(200)
    expect(answer(await player.http.get(`${a1.path}/units/basic`))).toEqual(FORBIDDEN)
  })
})

describe('somebody of A without any grant', () => {
  it('is 403 on A1 and 404 on B1', async () => {
    const a1 = await buildA1(A.admin)
    for (const part of [...READS, '/units/basic']) {
      expect(answer(await nobody.http.get(a1.path + part))).toEqual(FORBIDDEN)
      expect(answer(await nobody.http.get(b1 + part))).toEqual([404, 'not_found'])
      expect([(await admin.get(a1.path + part)).status, (await B.admin.http.get(b1 + part)).status]).toEqual([200, 200])
    }
  })

  it('gets for a foreign building and for a random id the same bytes, but for the request id', async () => {
    const random = `/api/org/buildings/${newId()}`
    const told = async (http: Http, path: string) => {
      const { status, text, headers } = await http.get(path)
      const requestId = headers.get('x-request-id') ?? ''
      expect(requestId).not.toBe('')
      const sent = [...headers].filter(([name]) => name !== 'x-request-id')
      return { status, sent, text: text.replace(requestId, '') }
    }
    for (const http of [nobody.http, admin]) {
      expect(await told(http, b1)).toEqual(await told(http, random))
      expect((await told(http, b1)).status).toBe(404)
    }
  })
})
