import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { BUILDING_KEYS, PERMISSION_KEYS, PERMISSIONS } from '@latchkey/shared/permissions'
import { afterAll, describe, expect, it } from 'vitest'
import { INVALID, MUST_CHANGE_PASSWORD, refusalOf } from '../support/answers.ts'
import { testAuthz } from '../support/authz.ts'
import { countingClient } from '../support/counting-client.ts'
import type { Http } from '../support/http.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { createWorld, newId } from '../support/world.ts'

const authz = await testAuthz().listen()
const { client, taken } = countingClient(createPooledAuthzClient({ ...authz, deadlineMs: 10_000 }))
afterAll(async () => {
  await client.close()
  await authz.close()
})
const { db, world, api, admin, person } = await setScene({ authz: client })

const READ_KEYS = BUILDING_KEYS.filter((key) => PERMISSIONS[key].access === 'read')
const PATH = '/api/me/access'
const asked = (ids: readonly string[]) => `${PATH}?${ids.map((id) => `buildingId=${id}`).join('&')}`
const keysIn = async (http: Http, id: string) => (await http.get(asked([id]))).at('items.0.permissionKeys')

describe('what may I do', () => {
  it('names the global keys, and without buildings no building', async () => {
    const { http } = await person({ roles: ['viewer'], allow: ['units.write'], deny: ['units.read'] })
    const reply = await http.get(PATH)
    expect(reply.at('items')).toEqual([])
    const keys = reply.at('org.permissionKeys')
    expect(keys).toEqual((await http.get('/api/auth/me')).at('permissions'))
    expect(keys).toContain('units.write')
    expect(keys).not.toContain('units.read')
  })

  it('names in each building the keys that hold there, in the order in which they were asked about', async () => {
    const { id, http } = await person()
    const [managed, run, home, none] = [
      await world.building(),
      await world.building(),
      await world.building(),
      await world.building(),
    ]
    await world.assign(id, managed, 'MANAGER')
    await world.assign(id, run, 'BUILDING_ADMIN')
    await world.occupy(id, home)
    const reply = await http.get(asked([none, run, home, managed, run]))
    expect(reply.at('org.permissionKeys')).toEqual([])
    expect(reply.at('items')).toEqual([
      { buildingId: none, permissionKeys: [] },
      { buildingId: run, permissionKeys: BUILDING_KEYS },
      { buildingId: home, permissionKeys: ['units.basic.read'] },
      { buildingId: managed, permissionKeys: READ_KEYS },
    ])
  })

  it('holds global keys in every building, the keys of the org in none', async () => {
    const building = await world.building()
    expect(await keysIn(admin, building)).toEqual(BUILDING_KEYS)
    expect((await admin.get(PATH)).at('org.permissionKeys')).toEqual(PERMISSION_KEYS)
  })

  it('leaves out what is absent and what is of another org', async () => {
    const foreign = await createWorld(db)
    const [own, theirs] = [await world.building(), await foreign.building()]
    expect((await admin.get(asked([theirs, own, newId()]))).items('buildingId')).toEqual([own])
    const theirAdmin = await api.as(foreign.orgId, await foreign.user({ roles: ['org_admin'] }))
    expect((await theirAdmin.get(asked([theirs, own]))).items('buildingId')).toEqual([theirs])
  })

  it.each(['', 'none', newId().toUpperCase()])('is 400 for a buildingId of %j', async (id) => {
    expect(refusalOf(await admin.get(asked([await world.building(), id])))).toEqual([...INVALID, '/buildingId'])
  })

  it('is refused while the password must be changed', async () => {
    const { http } = await person({ roles: ['org_admin'], mustChangePassword: true })
    const refused = await http.get(PATH)
    expect([refused.status, refused.code]).toEqual(MUST_CHANGE_PASSWORD)
  })

  it('takes a hundred buildings and one question to authz, with more grants than are listed one by one', async () => {
    const { id, http } = await person()
    const buildings: string[] = []
    for (let made = 0; made < 101; made += 1) {
      const building = await world.building()
      buildings.push(building)
      await world.assign(id, building, made % 2 === 0 ? 'BUILDING_ADMIN' : 'STAFF')
    }
    const hundred = buildings.slice(0, 100)
    taken()
    const reply = await http.get(asked(hundred))
    expect(taken()).toEqual(['subjectAccess'])
    expect(reply.items('buildingId')).toEqual(hundred)
    expect(reply.items('permissionKeys.length')).toEqual(
      hundred.map((_, at) => (at % 2 === 0 ? BUILDING_KEYS : READ_KEYS).length),
    )
    expect(refusalOf(await http.get(asked(buildings)))).toEqual([...INVALID, '/buildingId'])
  })
})

describe('whoever has the answer already', () => {
  const again = (http: Http, path: string, etag: string) => http.get(path, { 'if-none-match': etag })
  const tagOf = async (http: Http, path: string) => (await http.get(path)).headers.get('etag') ?? ''

  it('is told 304, without a body and with the tag', async () => {
    const path = asked([await world.building()])
    const etag = await tagOf(admin, path)
    expect(etag).toMatch(/^"[\w-]+"$/)
    for (const named of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const reply = await again(admin, path, named)
      expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', etag])
      expect(reply.headers.get('content-type')).toBe(null)
    }
    expect((await again(admin, path, '"other"')).status).toBe(200)
  })

  it('gets another one as soon as the answer is another, whatever the version', async () => {
    const { id, http } = await person()
    const building = await world.building()
    const path = asked([building])
    const tags = [await tagOf(http, path)]
    const changed = async () => {
      const reply = await again(http, path, tags.at(-1) ?? '')
      expect(reply.status).toBe(200)
      tags.push(reply.headers.get('etag') ?? '')
    }
    await world.override(id, 'units.read', 'ALLOW')
    await changed()
    const version = (await http.get(path)).at('version')
    expect((await admin.delete(inBuilding(building))).status).toBe(204)
    await changed()
    expect((await http.get(path)).at('version')).toBe(version)
    expect(new Set(tags).size).toBe(3)
  })
})

describe('include=permissions', () => {
  it('adds the keys to each building of the list, and to the detail', async () => {
    const { id, http } = await person()
    const [run, staffed] = [await world.building(), await world.building()].toSorted()
    await world.assign(id, run ?? '', 'BUILDING_ADMIN')
    await world.assign(id, staffed ?? '', 'STAFF')
    const list = await http.get('/api/org/buildings?include=permissions')
    const [all, reads] = [await keysIn(http, run ?? ''), await keysIn(http, staffed ?? '')]
    expect([list.items('id'), list.items('permissionKeys')]).toEqual([
      [run, staffed],
      [all, reads],
    ])
    expect((await http.get(inBuilding(run ?? '', '?include=permissions'))).at('permissionKeys')).toEqual(all)
  })

  it('is not there unless it is asked for, and nothing else is', async () => {
    const building = await world.building()
    for (const path of ['/api/org/buildings?limit=1', inBuilding(building)]) {
      expect((await admin.get(path)).text).not.toContain('permissionKeys')
      const refused = await admin.get(`${path}${path.includes('?') ? '&' : '?'}include=units`)
      expect(refusalOf(refused)).toEqual([...INVALID, '/include'])
    }
  })

  it('asks about a page of 200 buildings at once', async () => {
    const large = await createWorld(db)
    const http = await api.as(large.orgId, await large.user({ roles: ['viewer'] }))
    await db.query(
      `INSERT INTO buildings (org_id, id, name, updated_at)
       SELECT $1, gen_random_uuid(), 'Building ' || n, now() FROM generate_series(1, 201) n`,
      [large.orgId],
    )
    taken()
    const list = await http.get('/api/org/buildings?include=permissions&limit=200')
    expect(taken()).toEqual(['abilities', 'subjectAccess'])
    expect(list.items('permissionKeys.length')).toEqual(Array.from({ length: 200 }, () => 5))
  })
})

describe('a 403', () => {
  it('names the permission key that was missing', async () => {
    const { id, http } = await person()
    const building = await world.building()
    const missing = async (path: string) => (await http.get(path)).at('permission')
    expect(await missing('/api/users')).toBe('users.read')
    expect(await missing('/api/org/buildings')).toBe('buildings.read')
    expect(await missing(inBuilding(building, '/units'))).toBe('units.read')
    const provision = { identity: { email: 'new@example.test', name: 'New', sendInvite: true } }
    expect((await http.post('/api/org/users/provision', provision)).at('permission')).toBe('users.write')
    await world.override(id, 'users.write', 'ALLOW')
    const user = { email: 'new@example.test', name: 'New', roleKeys: ['viewer'] }
    expect((await http.post('/api/users', user)).at('permission')).toBe('roles.assign')
    const grants = { buildingAssignments: [{ buildingId: building, type: 'STAFF' }] }
    const refused = await http.post('/api/org/users/provision', { ...provision, grants })
    expect(refused.at('permission')).toBe('building.assignments.write')
  })

  it('of another kind names none', async () => {
    const { id, http } = await person({ roles: ['org_admin'] })
    expect((await http.post(`/api/users/${id}/roles`, { roleKeys: [] })).at('permission')).toBe(undefined)
  })
})
