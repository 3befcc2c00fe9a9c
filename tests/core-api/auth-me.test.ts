import { PERMISSION_KEYS, type PermissionKey, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { setScene } from '../support/scene.ts'
import { FOR_GOOD } from '../support/times.ts'
import type { UserOptions } from '../support/world.ts'

const { db, world, api } = await setScene()
const meOf = async (id: string) => (await api.as(world.orgId, id)).get('/api/auth/me')

const held = (...roles: RoleKey[]): PermissionKey[] => {
  const keys = new Set<PermissionKey>(roles.flatMap((role) => ROLES[role].permissionKeys))
  return PERMISSION_KEYS.filter((key) => keys.has(key))
}
const but = (keys: PermissionKey[], ...gone: PermissionKey[]) => keys.filter((key) => !gone.includes(key))

const PERSONAS: [who: string, options: UserOptions, permissions: PermissionKey[]][] = [
  ['nobody in particular', {}, []],
  ['a viewer', { roles: ['viewer'] }, held('viewer')],
  ['an admin', { roles: ['admin'] }, held('admin')],
  ['an org_admin', { roles: ['org_admin'] }, [...PERMISSION_KEYS]],
  ['a viewer and admin', { roles: ['admin', 'viewer'] }, held('viewer', 'admin')],
  ['somebody with an ALLOW', { allow: ['units.write'] }, ['units.write']],
  [
    'a viewer with an ALLOW',
    { roles: ['viewer'], allow: ['users.write'] },
    PERMISSION_KEYS.filter((key) => key === 'users.write' || held('viewer').includes(key)),
  ],
  [
    'an org_admin with a DENY',
    { roles: ['org_admin'], deny: ['units.write'] },
    but([...PERMISSION_KEYS], 'units.write'),
  ],
  ['two roles under a DENY', { roles: ['viewer', 'admin'], deny: ['units.read'] }, but(held('admin'), 'units.read')],
  ['a DENY of what is not held', { deny: ['units.read'] }, []],
]

describe('the own profile', () => {
  it.each(PERSONAS)('of %s has the effective permissions, DENY taken out', async (_, options, permissions) => {
    const me = await meOf(await world.user(options))
    expect([me.status, me.at('permissions')]).toEqual([200, permissions])
    expect(me.at('roleKeys')).toEqual(
      ['org_admin', 'admin', 'viewer'].filter((key) => options.roles?.some((role) => role === key)),
    )
    const { allow = [], deny = [] } = options
    const overrides = [
      ...allow.map((permissionKey) => ({ permissionKey, effect: 'ALLOW', ...FOR_GOOD })),
      ...deny.map((permissionKey) => ({ permissionKey, effect: 'DENY', ...FOR_GOOD })),
    ]
    expect(me.at('overrides')).toEqual(overrides)
  })

  it('of a user without grants is the user and the org, and empty lists', async () => {
    const id = await world.user({ name: 'Jane', email: 'jane.of.me@example.test', mustChangePassword: true })
    const org = (await db.query('SELECT id, name, slug FROM orgs WHERE id = $1', [world.orgId])).rows[0]
    expect((await meOf(id)).body).toEqual({
      user: {
        id,
        orgId: world.orgId,
        email: 'jane.of.me@example.test',
        name: 'Jane',
        status: 'ACTIVE',
        mustChangePassword: true,
      },
      org,
      roleKeys: [],
      roles: [],
      permissions: [],
      overrides: [],
      buildingAssignments: [],
      occupancies: [],
    })
  })

  it('has every assignment with its building, and no global permission for it', async () => {
    const id = await world.user()
    const [one, two] = [await world.building(), await world.building()]
    const assignments = [
      { id: await world.assign(id, one, 'STAFF'), buildingId: one, type: 'STAFF' },
      { id: await world.assign(id, one, 'BUILDING_ADMIN'), buildingId: one, type: 'BUILDING_ADMIN' },
      { id: await world.assign(id, two, 'MANAGER'), buildingId: two, type: 'MANAGER' },
    ]
    const { rows } = await db.query('SELECT id, name FROM buildings WHERE org_id = $1', [world.orgId])
    const nameOf = (buildingId: string) => rows.find((row) => row.id === buildingId)?.name
    const me = await meOf(id)
    expect(me.at('permissions')).toEqual([])
    expect(me.at('buildingAssignments')).toHaveLength(3)
    expect(me.at('buildingAssignments')).toEqual(
      expect.arrayContaining(assignments.map((one) => ({ ...one, ...FOR_GOOD, buildingName: nameOf(one.buildingId) }))),
    )
  })

  it('has the occupancies that are ACTIVE, with unit and building, and none that has ended', async () => {
    const id = await world.user()
    const building = await world.building()
    const unitId = await world.unit(building)
    await world.endOccupancy(await world.occupy(id, building))
    const occupancy = await world.occupy(id, building, unitId)
    const { rows } = await db.query(
      'SELECT o.start_at, u.label, b.name FROM occupancies o, units u, buildings b WHERE o.id = $1 AND u.id = $2 AND b.id = $3',
      [occupancy, unitId, building],
    )
    const { start_at, label, name } = rows[0]
    expect((await meOf(id)).at('occupancies')).toEqual([
      {
        ...{ id: occupancy, buildingId: building, buildingName: name, unitId, unitLabel: label },
        startAt: start_at.toISOString(),
        plannedEndAt: null,
      },
    ])
  })

  it('shows a changed role or override with the next request', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const self = await api.as(world.orgId, id)
    const permissions = async () => (await self.get('/api/auth/me')).at('permissions')
    expect(await permissions()).toEqual(held('viewer'))
    await world.override(id, 'units.read', 'DENY')
    expect(await permissions()).toEqual(but(held('viewer'), 'units.read'))
    await db.query('DELETE FROM user_roles WHERE org_id = $1 AND user_id = $2', [world.orgId, id])
    expect(await permissions()).toEqual([])
  })
})
