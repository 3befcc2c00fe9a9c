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

const { db, world, admin, person } = await setScene()

/**
 * Who may call which route. Each cell says where:
 *   all   in every building of the org
 *   own   in the building where the person is assigned or lives, and in no other
 *   org   the route is about the org as a whole
 *   –     nowhere
 * B is /org/buildings/{buildingId}; of the lists over buildings the cell says what of which they show. ALLOW is a plain user with
 * an ALLOW of the key of the route and nothing else, DENY an org_admin with a DENY of that key, DENY+BA the same
 * assigned as BUILDING_ADMIN: a route that asks for another key fails here. Provisioning stands here with a body of
 * no grants; provisioning-rights.test.ts has the others. To revoke all needs roles.assign beside users.write.
 */
const PEOPLE_OF_A_BUILDING = `
| route                                    | key                        | nobody | resident | STAFF | MANAGER | BUILDING_ADMIN |
| GET /users                               | users.read                 | –      | –        | –     | –       | –              |
| POST /users                              | users.write                | –      | –        | –     | –       | –              |
| GET /users/{userId}                      | users.read                 | –      | –        | –     | –       | –              |
| PATCH /users/{userId}                    | users.write                | –      | –        | –     | –       | –              |
| DELETE /users/{userId}                   | users.write                | –      | –        | –     | –       | –              |
| POST /users/{userId}/password-reset      | users.write                | –      | –        | –     | –       | –              |
| DELETE /users/{userId}/sessions          | users.write                | –      | –        | –     | –       | –              |
| GET /users/{userId}/access               | users.read                 | –      | –        | –     | –       | –              |
| POST /users/{userId}/revoke-all          | users.write                | –      | –        | –     | –       | –              |
| POST /users/{userId}/roles               | roles.assign               | –      | –        | –     | –       | –              |
| DELETE /users/{userId}/roles/{roleKey}   | roles.assign               | –      | –        | –     | –       | –              |
| GET /users/{userId}/permission-overrides | roles.read                 | –      | –        | –     | –       | –              |
| PUT /users/{userId}/permission-overrides | roles.assign               | –      | –        | –     | –       | –              |
| GET /users/{userId}/invite               | users.read                 | –      | –        | –     | –       | –              |
| POST /users/{userId}/invite              | users.write                | –      | –        | –     | –       | –              |
| DELETE /users/{userId}/invite            | users.write                | –      | –        | –     | –       | –              |
| POST /org/users/provision                | users.write                | –      | –        | –     | –       | –              |
| GET /roles                               | roles.read                 | –      | –        | –     | –       | –              |
| GET /permissions                         | roles.read                 | –      | –        | –     | –       | –              |
| GET /org/buildings                       | buildings.read             | –      | –        | own   | own     | own            |
| POST /org/buildings                      | buildings.write            | –      | –        | –     | –       | –              |
| GET /org/units                           | units.read                 | –      | –        | own   | own     | own            |
| GET B                                    | buildings.read             | –      | –        | own   | own     | own            |
| PATCH B                                  | buildings.write            | –      | –        | –     | –       | own            |
| DELETE B                                 | buildings.write            | –      | –        | –     | –       | own            |
| GET B/units                              | units.read                 | –      | –        | own   | own     | own            |
| POST B/units                             | units.write                | –      | –        | –     | –       | own            |
| GET B/units/basic                        | units.basic.read           | –      | own      | own   | own     | own            |
| GET B/units/{unitId}                     | units.read                 | –      | –        | own   | own     | own            |
| PATCH B/units/{unitId}                   | units.write                | –      | –        | –     | –       | own            |
| DELETE B/units/{unitId}                  | units.write                | –      | –        | –     | –       | own            |
| GET B/assignments                        | building.assignments.read  | –      | –        | own   | own     | own            |
| POST B/assignments                       | building.assignments.write | –      | –        | –     | –       | own            |
| DELETE B/assignments/{assignmentId}      | building.assignments.write | –      | –        | –     | –       | own            |
| GET B/occupancies                        | occupancy.read             | –      | –        | own   | own     | own            |
| POST B/occupancies                       | occupancy.write            | –      | –        | –     | –       | own            |
| GET B/occupancies/{occupancyId}          | occupancy.read             | –      | –        | own   | own     | own            |
| PATCH B/occupancies/{occupancyId}        | occupancy.write            | –      | –        | –     | –       | own            |
| DELETE B/occupancies/{occupancyId}       | occupancy.write            | –      | –        | –     | –       | own            |
| POST B/occupancies/{occupancyId}/end     | occupancy.write            | –      | –        | –     | –       | own            |
| GET B/residents                          | occupancy.read             | –      | –        | own   | own     | own            |
| POST B/residents                         | occupancy.write            | –      | –        | –     | –       | own            |
| GET B/access                             | building.assignments.read  | –      | –        | own   | own     | own            |
| GET B/access/{userId}                    | building.assignments.read  | –      | –        | own   | own     | own            |
| GET /org/audit-log                       | audit.read                 | –      | –        | –     | –       | –              |`

const PEOPLE_WITH_ROLES_AND_OVERRIDES = `
| route                                    | viewer | admin | org_admin | ALLOW | DENY | DENY+BA |
| GET /users                               | org    | org   | org       | org   | –    | –       |
| POST /users                              | –      | org   | org       | org   | –    | –       |
| GET /users/{userId}                      | org    | org   | org       | org   | –    | –       |
| PATCH /users/{userId}                    | –      | org   | org       | org   | –    | –       |
| DELETE /users/{userId}                   | –      | org   | org       | org   | –    | –       |
| POST /users/{userId}/password-reset      | –      | org   | org       | org   | –    | –       |
| DELETE /users/{userId}/sessions          | –      | org   | org       | org   | –    | –       |
| GET /users/{userId}/access               | org    | org   | org       | org   | –    | –       |
| POST /users/{userId}/revoke-all          | –      | –     | org       | –     | –    | –       |
| POST /users/{userId}/roles               | –      | –     | org       | org   | –    | –       |
| DELETE /users/{userId}/roles/{roleKey}   | –      | –     | org       | org   | –    | –       |
| GET /users/{userId}/permission-overrides | org    | org   | org       | org   | –    | –       |
| PUT /users/{userId}/permission-overrides | –      | –     | org       | org   | –    | –       |
| GET /users/{userId}/invite               | org    | org   | org       | org   | –    | –       |
| POST /users/{userId}/invite              | –      | org   | org       | org   | –    | –       |
| DELETE /users/{userId}/invite            | –      | org   | org       | org   | –    | –       |
| POST /org/users/provision                | –      | org   | org       | org   | –    | –       |
| GET /roles                               | org    | org   | org       | org   | –    | –       |
| GET /permissions                         | org    | org   | org       | org   | –    | –       |
| GET /org/buildings                       | all    | all   | all       | all   | –    | own     |
| POST /org/buildings                      | –      | org   | org       | org   | –    | –       |
| GET /org/units                           | all    | all   | all       | all   | –    | own     |
| GET B                                    | all    | all   | all       | all   | –    | own     |
| PATCH B                                  | –      | all   | all       | all   | –    | own     |
| DELETE B                                 | –      | all   | all       | all   | –    | own     |
| GET B/units                              | all    | all   | all       | all   | –    | own     |
| POST B/units                             | –      | all   | all       | all   | –    | own     |
| GET B/units/basic                        | all    | all   | all       | all   | –    | own     |
| GET B/units/{unitId}                     | all    | all   | all       | all   | –    | own     |
| PATCH B/units/{unitId}                   | –      | all   | all       | all   | –    | own     |
| DELETE B/units/{unitId}                  | –      | all   | all       | all   | –    | own     |
| GET B/assignments                        | all    | all   | all       | all   | –    | own     |
| POST B/assignments                       | –      | all   | all       | all   | –    | own     |
| DELETE B/assignments/{assignmentId}      | –      | all   | all       | all   | –    | own     |
| GET B/occupancies                        | all    | all   | all       | all   | –    | own     |
| POST B/occupancies                       | –      | all   | all       | all   | –    | own     |
| GET B/occupancies/{occupancyId}          | all    | all   | all       | all   | –    | own     |
| PATCH B/occupancies/{occupancyId}        | –      | all   | all       | all   | –    | own     |
| DELETE B/occupancies/{occupancyId}       | –      | all   | all       | all   | –    | own     |
| POST B/occupancies/{occupancyId}/end     | –      | all   | all       | all   | –    | own     |
| GET B/residents                          | all    | all   | all       | all   | –    | own     |
| POST B/residents                         | –      | all   | all       | all   | –    | own     |
| GET B/access                             | all    | all   | all       | all   | –    | own     |
| GET B/access/{userId}                    | all    | all   | all       | all   | –    | own     |
| GET /org/audit-log                       | –      | org   | org       | org   | –    | –       |`

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
