import { isPermissionKey, type PermissionKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { readDrawnTable } from '../support/drawn-table.ts'
import type { Http } from '../support/http.ts'
import { readPages } from '../support/paging.ts'
import { ASKED_BY_BODY, bodyFor, ROUTES, type Route, sendTo } from '../support/routes.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { type Ids, makeTargets } from '../support/targets.ts'
import type { UserOptions } from '../support/world.ts'
import { PEOPLE_OF_A_BUILDING, PEOPLE_WITH_ROLES_AND_OVERRIDES } from './permissions-table.ts'

const { db, world, admin, person } = await setScene()

interface Persona {
  readonly options?: (key: PermissionKey) => UserOptions
  readonly assigned?: 'STAFF' | 'MANAGER' | 'BUILDING_ADMIN'
  readonly lives?: true
}

const PERSONAS: Readonly<Record<string, Persona>> = {
  nobody: {},
  resident: { lives: true },
  STAFF: { assigned: 'STAFF' },
  MANAGER: { assigned: 'MANAGER' },
  BUILDING_ADMIN: { assigned: 'BUILDING_ADMIN' },
  viewer: { options: () => ({ roles: ['viewer'] }) },
  admin: { options: () => ({ roles: ['admin'] }) },
  org_admin: { options: () => ({ roles: ['org_admin'] }) },
  ALLOW: { options: (key) => ({ allow: [key] }) },
  DENY: { options: (key) => ({ roles: ['org_admin'], deny: [key] }) },
  'DENY+BA': { options: (key) => ({ roles: ['org_admin'], deny: [key] }), assigned: 'BUILDING_ADMIN' },
}

const CELLS = [PEOPLE_OF_A_BUILDING, PEOPLE_WITH_ROLES_AND_OVERRIDES]
  .flatMap(readDrawnTable)
  .map(({ row, ...cell }) => ({
    row: row.replace(/ B(?=$|\/)/, ' /org/buildings/{buildingId}'),
    ...cell,
  }))
const keyOf = (route: string): PermissionKey => {
  const key = CELLS.find(({ row, column }) => row === route && column === 'key')?.cell ?? ''
  if (!isPermissionKey(key)) throw new Error(`${route} stands in the table with no permission key`)
  return key
}
const EXPECTED = CELLS.filter(({ column }) => column !== 'key')
const GUARDED = ROUTES.filter(({ kind }) => kind !== 'platform')

it('the table says of every route and every persona, once, where it may be called', () => {
  const wanted = GUARDED.flatMap(({ name }) => Object.keys(PERSONAS).map((persona) => `${name}: ${persona}`))
  expect(EXPECTED.map(({ row, column }) => `${row}: ${column}`).toSorted()).toEqual(wanted.toSorted())
})

/** Somebody new who is this persona in `own` alone. */
async function become({ options, assigned, lives }: Persona, key: PermissionKey, own: string) {
  const somebody = await person(options?.(key))
  if (assigned) await world.assign(somebody.id, own, assigned)
  if (lives) await world.occupy(somebody.id, own)
  return somebody.http
}

/** Where an item of a list over buildings names its building. */
const LISTS: Readonly<Record<string, string>> = { 'GET /org/buildings': 'id', 'GET /org/units': 'building.id' }
const shows = async (http: Http, { name, path }: Route, building: string) => {
  const member = LISTS[name]
  return member === undefined || (await readPages(http, `/api${path}`, 200, member)).flat().includes(building)
}

/** Whether the route lets the caller at these things; any other answer is an error. */
async function isAllowed(http: Http, route: Route, ids: Ids): Promise<boolean> {
  const { status, code } = await sendTo(http, route, ids, { body: await bodyFor(route, world, ids) })
  if (status === 403 && code === 'forbidden') return false
  // The key is held; what the user in the path holds beyond the caller's own is told after that.
  if (code === 'grant_exceeds_authority') return true
  if (status === route.status) return shows(http, route, ids.buildingId)
  throw new Error(`${route.name} answered ${status} ${code}`)
}

/** Where the persona may call the route, found out by calling it. */
async function whereAllowed(route: Route, persona: Persona): Promise<string> {
  const withUnit = route.name === 'GET /org/units' ? '{unitId}' : ''
  const withBuilding = { method: route.method, path: `{buildingId}${withUnit}${route.path}` }
  const [own, other] = [await makeTargets(world, withBuilding), await makeTargets(world, withBuilding)]
  const http = await become(persona, keyOf(route.name), own.buildingId)
  const places = [await isAllowed(http, route, own), await isAllowed(http, route, other)]
  const everywhere = route.kind === 'building' ? 'all' : 'org'
  return { 'true,true': everywhere, 'true,false': 'own', 'false,false': '–' }[places.join()] ?? 'only in the other'
}

describe.each(GUARDED)('$name', (route) => {
  it('asks for the key of the table', () => {
    expect(route.permission).toBe(route.name === ASKED_BY_BODY ? undefined : keyOf(route.name))
  })

  it.each(EXPECTED.filter(({ row }) => row === route.name))(
    'may be called by $column: $cell',
    async ({ column, cell }) => {
      expect(await whereAllowed(route, PERSONAS[column] ?? {})).toBe(cell)
    },
  )
})

describe('a refused write', () => {
  const isWrite = ({ method }: Route) => method !== 'GET'

  it.each(GUARDED.filter(isWrite))('writes nothing: $name', async (route) => {
    const ids = await makeTargets(world, route)
    const { http: viewer } = await person({ roles: ['viewer'] })
    const body = await bodyFor(route, world, ids)
    const before = await everythingOf(db, world.orgId)
    expect((await sendTo(viewer, route, ids, { body })).code).toBe('forbidden')
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect((await sendTo(admin, route, ids, { body })).status).toBe(route.status)
    expect(await everythingOf(db, world.orgId)).not.toEqual(before)
  })
})
