import type { Pool } from 'pg'
import { account, OTHER_PASSWORD, PASSWORD } from './accounts.ts'
import type { TestCoreApi } from './core-api.ts'
import type { Http, Reply } from './http.ts'
import { ofInvites, ofResidents, ofSessions } from './people-examples.ts'
import { createWorld, unique, type World } from './world.ts'

type Body = Readonly<Record<string, unknown>>

/** A good request, whose every member is given. */
export interface Example {
  readonly http: Http
  readonly path: string
  readonly body?: Body
}

/** Makes the request possible anew each time: two examples of a route never get into each other's way. */
export type MakeExample = () => Promise<Example>

const mail = () => `${unique('example')}@example.test`
const person = () => ({ name: 'Somebody', email: mail(), password: PASSWORD })
const place = { address: 'Quay 1', city: 'Bremen', country: 'Germany', timezone: 'Europe/Berlin' }
const building = () => ({ name: unique('House'), ...place })
const unit = () => ({ label: unique('unit'), floor: 3, notes: 'Corner\nSouth' })

function ofPlatform({ platform }: TestCoreApi, { orgId }: World): Record<string, MakeExample> {
  const orgs = '/platform/orgs'
  return {
    [`POST ${orgs}`]: async () => ({
      http: platform,
      path: orgs,
      body: { name: unique('Org'), slug: unique('org'), admin: person() },
    }),
    [`GET ${orgs}`]: async () => ({ http: platform, path: orgs }),
    [`POST ${orgs}/{orgId}/admins`]: async () => ({ http: platform, path: `${orgs}/${orgId}/admins`, body: person() }),
  }
}

function ofAuth(api: TestCoreApi, world: World, slug: string): Record<string, MakeExample> {
  return {
    'POST /auth/login': async () => {
      const { email } = await account(world)
      return { http: api.anonymous, path: '/auth/login', body: { email, password: PASSWORD, org: slug } }
    },
    'POST /auth/change-password': async () => ({
      http: await api.as(world.orgId, (await account(world)).id),
      path: '/auth/change-password',
      body: { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD },
    }),
    'GET /auth/me': async () => {
      const id = await world.user({ roles: ['viewer'], allow: ['users.write'], deny: ['units.read'] })
      const home = await world.building()
      await world.assign(id, home, 'STAFF')
      await world.occupy(id, home)
      return { http: await api.as(world.orgId, id), path: '/auth/me' }
    },
  }
}

function ofUsers(http: Http, world: World): Record<string, MakeExample> {
  const user = '/users/{userId}'
  const at = async (below = '') => `/users/${await world.user({ roles: ['viewer'], deny: ['units.read'] })}${below}`
  return {
    'GET /users': async () => ({ http, path: '/users' }),
    'POST /users': async () => ({ http, path: '/users', body: { ...person(), roleKeys: ['viewer'] } }),
    [`GET ${user}`]: async () => ({ http, path: await at() }),
    [`PATCH ${user}`]: async () => ({ http, path: await at(), body: { name: 'Another', status: 'ACTIVE' } }),
    [`POST ${user}/roles`]: async () => ({
      http,
      path: await at('/roles'),
      body: { roleKeys: ['admin'], mode: 'replace' },
    }),
    [`GET ${user}/permission-overrides`]: async () => ({ http, path: await at('/permission-overrides') }),
    [`PUT ${user}/permission-overrides`]: async () => ({
      http,
      path: await at('/permission-overrides'),
      body: { overrides: [{ permissionKey: 'units.write', effect: 'ALLOW' }] },
    }),
    'GET /roles': async () => ({ http, path: '/roles' }),
    'GET /permissions': async () => ({ http, path: '/permissions' }),
  }
}

function ofBuildings(http: Http, world: World): Record<string, MakeExample> {
  const B = '/org/buildings/{buildingId}'
  const at = async () => `/org/buildings/${await world.building()}`
  const atUnit = async () => {
    const id = await world.building()
    return `/org/buildings/${id}/units/${await world.unit(id)}`
  }
  const lived = async (below: string) => {
    const id = await world.building()
    await world.occupy(await world.user(), id)
    await world.assign(await world.user(), id, 'STAFF')
    return `/org/buildings/${id}${below}`
  }
  return {
    'GET /org/buildings': async () => ({ http, path: '/org/buildings' }),
    'POST /org/buildings': async () => ({ http, path: '/org/buildings', body: building() }),
    [`GET ${B}`]: async () => ({ http, path: await lived('') }),
    [`PATCH ${B}`]: async () => ({ http, path: await at(), body: building() }),
    [`DELETE ${B}`]: async () => ({ http, path: await at() }),
    [`GET ${B}/units`]: async () => ({ http, path: await lived('/units') }),
    [`POST ${B}/units`]: async () => ({ http, path: `${await at()}/units`, body: unit() }),
    [`GET ${B}/units/basic`]: async () => ({ http, path: await lived('/units/basic') }),
    [`GET ${B}/units/{unitId}`]: async () => ({ http, path: await atUnit() }),
    [`PATCH ${B}/units/{unitId}`]: async () => ({ http, path: await atUnit(), body: unit() }),
    [`DELETE ${B}/units/{unitId}`]: async () => ({ http, path: await atUnit() }),
    [`GET ${B}/assignments`]: async () => ({ http, path: await lived('/assignments') }),
    [`GET ${B}/occupancies`]: async () => ({ http, path: await lived('/occupancies?status=ALL') }),
  }
}

function ofPeopleInBuildings(http: Http, world: World): Record<string, MakeExample> {
  const B = '/org/buildings/{buildingId}'
  const at = (id: string, below: string) => `/org/buildings/${id}${below}`
  return {
    [`POST ${B}/assignments`]: async () => ({
      http,
      path: at(await world.building(), '/assignments'),
      body: { userId: await world.user(), type: 'MANAGER' },
    }),
    [`DELETE ${B}/assignments/{assignmentId}`]: async () => {
      const id = await world.building()
      return { http, path: at(id, `/assignments/${await world.assign(await world.user(), id, 'STAFF')}`) }
    },
    [`POST ${B}/occupancies`]: async () => {
      const id = await world.building()
      const body = { unitId: await world.unit(id), residentUserId: await world.user(), startAt: '2026-01-01T00:00:00Z' }
      return { http, path: at(id, '/occupancies'), body }
    },
    [`POST ${B}/occupancies/{occupancyId}/end`]: async () => {
      const id = await world.building()
      const occupancy = await world.occupy(await world.user(), id)
      return { http, path: at(id, `/occupancies/${occupancy}/end`), body: { endAt: new Date().toISOString() } }
    },
  }
}

/** One good request for each route, by `METHOD /path` as the route table has it. */
export async function createExamples(api: TestCoreApi, db: Pool): Promise<Readonly<Record<string, MakeExample>>> {
  const world = await createWorld(db)
  const { rows } = await db.query<{ slug: string }>('SELECT slug FROM orgs WHERE id = $1', [world.orgId])
  const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
  return {
    ...ofPlatform(api, world),
    ...ofAuth(api, world, rows[0]?.slug ?? ''),
    ...ofUsers(admin, world),
    ...ofBuildings(admin, world),
    ...ofPeopleInBuildings(admin, world),
    ...ofSessions(api, world),
    ...ofInvites(api, admin, world),
    ...ofResidents(admin, world),
  }
}

/** Sends an example, with another body when one is given, below /api or another prefix. */
export function sendExample(route: string, example: Example, body = example.body, prefix = '/api'): Promise<Reply> {
  const method = route.slice(0, route.indexOf(' '))
  const payload =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return example.http.raw(prefix + example.path, { method, ...payload })
}
