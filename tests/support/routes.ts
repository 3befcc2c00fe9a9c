import { ENDPOINTS } from '@latchkey/core-api/app'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { PASSWORD } from './accounts.ts'
import type { Http, Reply } from './http.ts'
import { fill, type Ids } from './targets.ts'
import { unique, type World } from './world.ts'

type Endpoint = (typeof ENDPOINTS)[number]

type MakeBody = (world: World, ids: Ids) => object | Promise<object>

/** What the suites know of a route beside what it declares. */
interface KnownRoute {
  /** The status of a success. */
  readonly status: 200 | 201 | 202 | 204
  /** A body with which the permission of the route is enough; absent where none is taken. */
  readonly body?: MakeBody
  /** A body with every member there is, where the other one leaves some out. */
  readonly full?: MakeBody
  /** A list takes `limit`. */
  readonly isList?: true
}

const someone = () => ({ name: 'Somebody', email: `${unique('somebody')}@example.test` })
const withPassword = () => ({ ...someone(), password: PASSWORD })
const building = () => ({
  ...{ name: unique('House'), address: 'Quay 1', city: 'Bremen', country: 'Germany', timezone: 'Europe/Berlin' },
})
const unit = () => ({ label: unique('unit'), floor: 3, notes: 'Corner\nSouth' })
const moveIn: MakeBody = async (world, { buildingId }) => ({
  ...{ unitId: await world.unit(buildingId), residentUserId: await world.user() },
})
const everyGrant: MakeBody = async (world) => {
  const buildingId = await world.building()
  const resident = { buildingId, unitId: await world.unit(buildingId), mode: 'MOVE', ...stay }
  const grants = { orgRoleKeys: ['viewer'], buildingAssignments: [{ buildingId, type: 'MANAGER' }], resident }
  const mode = { ifEmailExists: 'ERROR', requireSameOrg: true, atomic: true, idempotent: true }
  return { identity: { ...withPassword(), sendInvite: false }, grants, mode }
}
const LATER = '2099-12-31T23:00:00Z'
const stay = { startAt: '2026-01-01T00:00:00Z', plannedEndAt: LATER }
const B = '/org/buildings/{buildingId}'

/** Every route whose caller is checked by key or permission. A new one must be added, or the isolation suite fails. */
export const GUARDED_ROUTES: Readonly<Record<string, KnownRoute>> = {
  'POST /platform/orgs': {
    status: 201,
    body: () => ({ name: unique('Org') }),
    full: () => ({ name: unique('Org'), slug: unique('org'), admin: withPassword() }),
  },
  'GET /platform/orgs': { status: 200, isList: true },
  'POST /platform/orgs/{orgId}/admins': { status: 201, body: someone, full: withPassword },
  'POST /platform/orgs/{orgId}/admins/{userId}/password-reset': { status: 202 },
  'GET /users': { status: 200, isList: true },
  'POST /users': {
    status: 201,
    body: someone,
    full: () => ({ ...withPassword(), sendInvite: false, roleKeys: ['viewer'] }),
  },
  'GET /users/{userId}': { status: 200 },
  'PATCH /users/{userId}': {
    status: 200,
    body: () => ({ name: 'Renamed' }),
    full: () => ({ name: 'Renamed', status: 'ACTIVE', email: someone().email }),
  },
  'DELETE /users/{userId}': { status: 204 },
  'POST /users/{userId}/password-reset': { status: 202 },
  'DELETE /users/{userId}/sessions': { status: 204 },
  'GET /users/{userId}/access': { status: 200, isList: true },
  'POST /users/{userId}/revoke-all': {
    status: 200,
    body: () => ({}),
    full: () => ({ dryRun: false, endOccupancies: true }),
  },
  'DELETE /users/{userId}/roles/{roleKey}': { status: 204 },
  'POST /users/{userId}/roles': {
    status: 200,
    body: () => ({ roleKeys: [], mode: 'replace' }),
    full: () => ({ roleKeys: ['admin'], mode: 'replace' }),
  },
  'GET /users/{userId}/permission-overrides': { status: 200 },
  'PUT /users/{userId}/permission-overrides': {
    status: 200,
    body: () => ({ overrides: [{ permissionKey: 'units.read', effect: 'DENY' }] }),
  },
  'GET /users/{userId}/invite': { status: 200 },
  'POST /users/{userId}/invite': { status: 200 },
  'DELETE /users/{userId}/invite': { status: 204 },
  'POST /org/users/provision': {
    status: 201,
    body: () => ({ identity: { ...someone(), sendInvite: true } }),
    full: everyGrant,
  },
  'GET /roles': { status: 200 },
  'GET /permissions': { status: 200 },
  'GET /org/buildings': { status: 200, isList: true },
  'POST /org/buildings': { status: 201, body: () => ({ name: 'New' }), full: building },
  [`GET ${B}`]: { status: 200 },
  [`PATCH ${B}`]: { status: 200, body: () => ({ city: 'Berlin' }), full: building },
  [`DELETE ${B}`]: { status: 204 },
  'GET /org/units': { status: 200, isList: true },
  [`GET ${B}/units`]: { status: 200, isList: true },
  [`POST ${B}/units`]: { status: 201, body: () => ({ label: unique('unit') }), full: unit },
  [`GET ${B}/units/basic`]: { status: 200, isList: true },
  [`GET ${B}/units/{unitId}`]: { status: 200 },
  [`PATCH ${B}/units/{unitId}`]: { status: 200, body: () => ({ floor: 2 }), full: unit },
  [`DELETE ${B}/units/{unitId}`]: { status: 204 },
  [`GET ${B}/assignments`]: { status: 200, isList: true },
  [`POST ${B}/assignments`]: { status: 201, body: async (world) => ({ userId: await world.user(), type: 'STAFF' }) },
  [`DELETE ${B}/assignments/{assignmentId}`]: { status: 204 },
  [`GET ${B}/occupancies`]: { status: 200, isList: true },
  [`POST ${B}/occupancies`]: {
    status: 201,
    body: moveIn,
    full: async (world, ids) => ({ ...(await moveIn(world, ids)), ...stay }),
  },
  [`GET ${B}/occupancies/{occupancyId}`]: { status: 200 },
  [`PATCH ${B}/occupancies/{occupancyId}`]: {
    status: 200,
    body: () => ({ plannedEndAt: LATER }),
    full: () => ({ startAt: '2090-01-01T00:00:00Z', plannedEndAt: LATER }),
  },
  [`DELETE ${B}/occupancies/{occupancyId}`]: { status: 204 },
  [`POST ${B}/occupancies/{occupancyId}/end`]: {
    status: 200,
    body: () => ({}),
    full: () => ({ endAt: new Date().toISOString() }),
  },
  [`GET ${B}/residents`]: { status: 200, isList: true },
  [`POST ${B}/residents`]: {
    status: 201,
    body: async (world, { buildingId }) => ({ ...someone(), unitId: await world.unit(buildingId) }),
    full: async (world, { buildingId }) => ({
      ...{ ...withPassword(), sendInvite: false, unitId: await world.unit(buildingId), ...stay },
    }),
  },
  [`GET ${B}/access`]: { status: 200, isList: true },
  [`GET ${B}/access/{userId}`]: { status: 200 },
  'GET /org/audit-log': { status: 200, isList: true },
}

/** The routes that ask for no permission: what they look at is the caller's own, or nobody's. */
export const OPEN_ROUTES = [
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/logout',
  'POST /auth/invites/accept',
  'POST /auth/change-password',
  'GET /auth/me',
  'GET /me/access',
  'POST /auth/password-reset',
  'POST /auth/password-reset/complete',
  'POST /auth/email',
  'POST /auth/email/confirm',
  'GET /auth/sessions',
  'DELETE /auth/sessions/{sessionId}',
]

/** Those of them that are lists, which take `limit`. */
export const OPEN_LISTS = ['GET /auth/sessions']

/** The one route where what is asked follows from the body, so that its 403 comes after 400. */
export const ASKED_BY_BODY = 'POST /org/users/provision'

/** A guarded route: what it declares and what is known of it. */
export interface Route extends KnownRoute {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly kind: Endpoint['access']['kind']
  readonly permission: Endpoint['access']['permission']
  /** Keys that are asked for beside it. */
  readonly further: readonly PermissionKey[]
}

export const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string => `${method.toUpperCase()} ${path}`

export const ROUTES: readonly Route[] = ENDPOINTS.flatMap((endpoint) => {
  const { access, method, path } = endpoint
  const name = nameOf(endpoint)
  const known = GUARDED_ROUTES[name]
  const { kind, permission, further = [] } = access
  return known === undefined ? [] : [{ ...known, name, method: method.toUpperCase(), path, kind, permission, further }]
})

interface Sending {
  readonly prefix?: string
  readonly query?: string
  readonly body?: object | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends to a route, with these ids in its path. */
export function sendTo(http: Http, { method, path }: Route, ids: Ids, sending: Sending = {}): Promise<Reply> {
  const { prefix = '/api', query = '', body, headers } = sending
  return http.send(method, `${prefix}${fill(path, ids)}${query}`, body, headers)
}

/** The body with which the route succeeds. */
export const bodyFor = async ({ body }: Route, world: World, ids: Ids): Promise<object | undefined> =>
  await body?.(world, ids)
