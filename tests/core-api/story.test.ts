import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { buildA1, changePassword, found, foundAndSettle, hire, signIn } from '../support/story.ts'
import { newId } from '../support/world.ts'

const api = await testCoreApi()
const [A, B] = [await foundAndSettle(api, 'Org A'), await foundAndSettle(api, 'Org B')]
const [adminA, adminB] = [A.admin, B.admin]
const [staff, manager, buildingAdmin] = [
  await hire(api, A, 'Staff'),
  await hire(api, A, 'Manager'),
  await hire(api, A, 'Building admin'),
]

describe('the platform', () => {
  it('creates orgs A and B with an admin each, who must change the password', async () => {
    const [a, b] = [await found(api, 'Org A'), await found(api, 'Org B')]
    for (const { made, credentials, slug } of [a, b]) {
      expect([made.status, made.at('org.slug')]).toEqual([201, slug])
      expect(made.at('admin')).toEqual({
        userId: expect.any(String),
        email: credentials.email,
        mustChangePassword: true,
      })
    }
    expect(a.made.at('org.id')).not.toBe(b.made.at('org.id'))
  })

  it('is refused with a wrong key or none: 401, and no org is made', async () => {
    const slug = `never-${newId()}`
    for (const headers of [{ 'x-platform-key': 'wrong' }, {}]) {
      const refused = await api.anonymous.post('/api/platform/orgs', { name: 'Org X', slug }, headers)
      expect([refused.status, refused.code]).toEqual([401, 'unauthorized'])
    }
    expect((await api.platform.post('/api/platform/orgs', { name: 'Org X', slug })).status).toBe(201)
  })
})

describe('a new admin', () => {
  const REFUSED = [
    '/api/users',
    '/api/roles',
    '/api/permissions',
    '/api/org/buildings',
    `/api/org/buildings/${newId()}`,
  ]

  it('is refused everywhere until the password is changed, and then nowhere', async () => {
    const { credentials } = await found(api, 'Org C')
    const first = await signIn(api, credentials)
    const write = () => first.post('/api/org/buildings', { name: 'A1' })
    for (const reply of [...(await Promise.all(REFUSED.map((path) => first.get(path)))), await write()]) {
      expect([reply.status, reply.code]).toEqual([403, 'password_change_required'])
    }
    const settled = await changePassword(first, credentials.password)
    const statuses = await Promise.all(REFUSED.map(async (path) => (await settled.get(path)).status))
    expect(statuses).toEqual([200, 200, 200, 200, 404])
    expect((await settled.post('/api/org/buildings', { name: 'A1' })).status).toBe(201)
  })

  it('may read the own profile before, and sees there what must be done', async () => {
    const { credentials } = await found(api, 'Org D')
    const first = await signIn(api, credentials)
    const before = await first.get('/api/auth/me')
    expect([before.status, before.at('user.mustChangePassword'), before.at('roleKeys')]).toEqual([
      ...[200, true, ['org_admin']],
    ])
    const settled = await changePassword(first, credentials.password)
    expect((await settled.get('/api/auth/me')).at('user.mustChangePassword')).toBe(false)
  })
})

describe('admin A', () => {
  it('creates building A1 with units 101 and 102', async () => {
    const { path, unit101, unit102 } = await buildA1(adminA)
    const list = await adminA.http.get(`${path}/units`)
    expect(list.items('label')).toEqual(['101', '102'])
    expect(list.items('id')).toEqual([unit101, unit102])
    expect((await adminA.http.get(path)).body).toMatchObject({
      name: 'A1',
      units: { total: 2, occupied: 0, available: 2 },
    })
  })

  it.each(['staff', 'manager', 'building admin', 'resident', 'nobody'])('creates the user %s', async (name) => {
    const player = await hire(api, A, name)
    const read = await adminA.http.get(`/api/users/${player.id}`)
    expect(read.body).toMatchObject({
      name,
      email: player.email,
      status: 'ACTIVE',
      roleKeys: [],
      mustChangePassword: false,
    })
    expect((await player.http.get('/api/auth/me')).at('org.slug')).toBe(A.slug)
  })
})

describe('admin A assigns', () => {
  it('STAFF, MANAGER and BUILDING_ADMIN, and the list shows id, name and email', async () => {
    const { path } = await buildA1(adminA)
    const team = { STAFF: staff, MANAGER: manager, BUILDING_ADMIN: buildingAdmin }
    for (const [type, { id }] of Object.entries(team)) {
      expect((await adminA.http.post(`${path}/assignments`, { userId: id, type })).status).toBe(201)
    }
    const list = await adminA.http.get(`${path}/assignments`)
    expect(list.items('type')).toEqual(Object.keys(team))
    expect(list.items('user')).toEqual(Object.values(team).map(({ id, name, email }) => ({ id, name, email })))
  })

  it('the same again: 409', async () => {
    const { path } = await buildA1(adminA)
    const assign = () => adminA.http.post(`${path}/assignments`, { userId: staff.id, type: 'STAFF' })
    const answers = [await assign(), await assign()].map(({ status, code }) => [status, code])
    expect(answers).toEqual([
      [201, undefined],
      [409, 'assignment_exists'],
    ])
  })

  it('a user of org B: 400 "User not in org"', async () => {
    const { path } = await buildA1(adminA)
    const assign = (userId: string) => adminA.http.post(`${path}/assignments`, { userId, type: 'STAFF' })
    const refused = await assign(adminB.id)
    expect([refused.status, refused.code, refused.at('detail')]).toEqual([400, 'user_not_in_org', 'User not in org'])
    expect((await assign(staff.id)).status).toBe(201)
  })

  it('a user who is not ACTIVE: 400', async () => {
    const { path } = await buildA1(adminA)
    const leaver = await hire(api, A, 'Leaver')
    const setStatus = (status: string) => adminA.http.patch(`/api/users/${leaver.id}`, { status })
    const assign = () => adminA.http.post(`${path}/assignments`, { userId: leaver.id, type: 'STAFF' })
    await setStatus('DISABLED')
    const refused = await assign()
    expect([refused.status, refused.code]).toEqual([400, 'user_not_in_org'])
    await setStatus('ACTIVE')
    expect((await assign()).status).toBe(201)
  })
})

describe('admin B', () => {
  it('finds no assignments in A1: GET and POST are 404, and admin A sees no change', async () => {
    const { path } = await buildA1(adminA)
    await adminA.http.post(`${path}/assignments`, { userId: staff.id, type: 'STAFF' })
    const before = await adminA.http.get(`${path}/assignments`)
    expect(before.status).toBe(200)
    for (const userId of [adminB.id, staff.id]) {
      const refused = await adminB.http.post(`${path}/assignments`, { userId, type: 'STAFF' })
      expect([refused.status, refused.code]).toEqual([404, 'not_found'])
    }
    expect((await adminB.http.get(`${path}/assignments`)).status).toBe(404)
    expect((await adminA.http.get(`${path}/assignments`)).text).toBe(before.text)
  })
})
