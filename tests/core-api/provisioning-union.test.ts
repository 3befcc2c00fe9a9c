import { PERMISSIONS, type PermissionKey, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import type { Http } from '../support/http.ts'
import { readPages } from '../support/paging.ts'
import { newEmail, provision } from '../support/provision.ts'
import { ASKED_BY_BODY, ROUTES, type Route, sendTo } from '../support/routes.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { newId, type World } from '../support/world.ts'

const { world, api, admin } = await setScene()
const LIST = 'GET /org/buildings'
/** Refused only to those who hold the key in no building at all. */
const UNITS = 'GET /org/units'
const ASKED = ROUTES.filter(({ kind, name }) => kind !== 'platform' && name !== ASKED_BY_BODY)

/** What the person is in each of four buildings. */
const PLACES = ['staff', 'admin', 'home', 'stranger'] as const
type Place = (typeof PLACES)[number]
type Buildings = Readonly<Record<Place, string>>

const newBuilding = async ({ building, unit }: World) => {
  const id = await building()
  await unit(id)
  return id
}

/** One person, brought in by one call: STAFF here, BUILDING_ADMIN there, resident in a third, with these roles beside. */
async function bringIn(orgRoleKeys: readonly RoleKey[]): Promise<{ http: Http; buildings: Buildings }> {
  const [staff, manages, home] = [await newBuilding(world), await newBuilding(world), await newBuilding(world)]
  const email = newEmail()
  const id = await world.user({ email })
  const buildingAssignments = [
    { buildingId: staff, type: 'STAFF' },
    { buildingId: manages, type: 'BUILDING_ADMIN' },
  ]
  const resident = { buildingId: home, unitId: await world.unit(home) }
  const made = await provision(admin, {
    identity: { email, name: 'Somebody' },
    grants: { orgRoleKeys, buildingAssignments, resident },
  })
  expect(made.status).toBe(200)
  const buildings = { staff, admin: manages, home, stranger: await newBuilding(world) }
  return { http: await api.as(world.orgId, id), buildings }
}

/** The rules of the product, in the words of the catalogue. */
const mayByRule = (roleKeys: readonly RoleKey[], key: PermissionKey, place: Place): boolean => {
  const { resource, access, residents } = PERMISSIONS[key]
  const byRole = roleKeys.some((role) => ROLES[role].permissionKeys.some((held) => held === key))
  const byPlace: Record<Place, boolean> = { staff: access === 'read', admin: true, home: residents, stranger: false }
  return byRole || (resource === 'building' && byPlace[place])
}

/** Names absent inner ids and an invalid body, so that a permitted call is 404 or 400 and writes nothing. */
async function may(http: Http, route: Route, buildingId: string): Promise<boolean> {
  if (route.name === LIST) return (await readPages(http, '/api/org/buildings', 200)).flat().includes(buildingId)
  const inner = { sessionId: newId(), unitId: newId(), assignmentId: newId(), occupancyId: newId(), roleKey: newId() }
  const ids = { orgId: world.orgId, userId: await world.user(), buildingId, ...inner }
  const body = route.body && { nonsense: true }
  const reply = await sendTo(http, route, ids, { body, query: route.isList ? '?limit=0' : '' })
  if (reply.status === 401 || reply.status >= 500) throw new Error(`${route.name} answered ${reply.status}`)
  return reply.code !== 'forbidden'
}

const isAboutOne = ({ path, name }: Route) => path.includes('{buildingId}') || name === LIST

describe.each<{ roleKeys: RoleKey[] }>([
  { roleKeys: [] },
  { roleKeys: ['viewer'] },
  { roleKeys: ['viewer', 'admin'] },
  { roleKeys: ['org_admin'] },
])('one person who is staff, building admin, resident and $roleKeys at once', async ({ roleKeys }) => {
  const { http, buildings } = await bringIn(roleKeys)

  it.each(ASKED)('may call $name exactly where one of the grants lets them', async (route) => {
    const { permission, further } = route
    if (permission === undefined) throw new Error(`${route.name} asks for no key`)
    // A list of buildings is narrowed for those who hold a grant anywhere; a route about the org knows no place.
    const places = isAboutOne(route) ? PLACES : (['stranger'] as const)
    const answered = await Promise.all(places.map((place) => may(http, route, buildings[place])))
    const mayAt = (place: Place) => [permission, ...further].every((key) => mayByRule(roleKeys, key, place))
    const expected = route.name === UNITS ? [PLACES.some(mayAt)] : places.map(mayAt)
    expect(answered).toEqual(expected)
  })
})

describe('a second type of assignment in one building', () => {
  it('is kept beside the first, and the higher one decides until it is deleted', async () => {
    const [building, email] = [await world.building(), newEmail()]
    const id = await world.user({ email })
    const http = await api.as(world.orgId, id)
    const assign = (type: string) =>
      provision(admin, {
        identity: { email, name: 'Somebody' },
        grants: { buildingAssignments: [{ buildingId: building, type }] },
      })
    const mayWrite = async () => (await http.post(inBuilding(building, '/units'), { label: newId() })).status
    const mayRead = async () => (await http.get(inBuilding(building, '/units'))).status
    expect([await mayRead(), await mayWrite()]).toEqual([403, 403])
    const steps = [
      ['STAFF', 403],
      ['BUILDING_ADMIN', 201],
      ['MANAGER', 201],
    ] as const
    for (const [type, write] of steps) {
      const assigned = await assign(type)
      expect([assigned.status, assigned.at('applied.buildingAssignments.0.created')]).toEqual([200, true])
      expect([type, await mayRead(), await mayWrite()]).toEqual([type, 200, write])
    }
    const held = await admin.get(inBuilding(building, `/assignments?userId=${id}`))
    expect(held.items('type').toSorted()).toEqual(['BUILDING_ADMIN', 'MANAGER', 'STAFF'])
    const highest = held.items('id')[held.items('type').indexOf('BUILDING_ADMIN')]
    await admin.delete(inBuilding(building, `/assignments/${highest}`))
    expect([await mayRead(), await mayWrite()]).toEqual([200, 403])
  })
})
