import type { AuditAction } from '@latchkey/core-api/audit/record'
import { PASSWORD } from './accounts.ts'
import type { Ids } from './targets.ts'
import { unique, type World } from './world.ts'

type MakeBody = (world: World, ids: Ids) => object | Promise<object>

/** What the suites know of a route beside what it declares. */
export interface KnownRoute {
  /** The status of a success. */
  readonly status: 200 | 201 | 202 | 204
  /** What a success writes down; absent where nothing is changed. */
  readonly events?: readonly AuditAction[]
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
    events: ['org.created', 'user.created', 'user.roles_changed'],
    body: () => ({ name: unique('Org') }),
    full: () => ({ name: unique('Org'), slug: unique('org'), admin: withPassword() }),
  },
  'GET /platform/orgs': { status: 200, isList: true },
  'POST /platform/orgs/{orgId}/admins': {
    status: 201,
    events: ['user.created', 'user.roles_changed'],
    body: someone,
    full: withPassword,
  },
  'POST /platform/orgs/{orgId}/admins/{userId}/password-reset': {
    status: 202,
    events: ['user.password_reset_requested'],
  },
  'GET /users': { status: 200, isList: true },
  'POST /users': {
    status: 201,
    events: ['user.created', 'user.roles_changed'],
    body: someone,
    full: () => ({ ...withPassword(), sendInvite: false, roleKeys: ['viewer'] }),
  },
  'GET /users/{userId}': { status: 200 },
  'PATCH /users/{userId}': {
    status: 200,
    events: ['user.changed', 'user.email_change_requested'],
    body: () => ({ name: 'Renamed' }),
    full: () => ({ name: 'Renamed', status: 'ACTIVE', email: someone().email }),
  },
  'DELETE /users/{userId}': { status: 204, events: ['user.roles_changed', 'user.invite_revoked', 'user.deleted'] },
  'POST /users/{userId}/password-reset': { status: 202, events: ['user.password_reset_requested'] },
  'DELETE /users/{userId}/sessions': { status: 204, events: ['user.sessions_ended'] },
  'GET /users/{userId}/access': { status: 200, isList: true },
  'POST /users/{userId}/revoke-all': {
    status: 200,
    events: ['user.roles_changed'],
    body: () => ({}),
    full: () => ({ dryRun: false, endOccupancies: true }),
  },
  'DELETE /users/{userId}/roles/{roleKey}': { status: 204, events: ['user.roles_changed'] },
  'POST /users/{userId}/roles': {
    status: 200,
    events: ['user.roles_changed'],
    body: () => ({ roleKeys: [], mode: 'replace' }),
    full: () => ({ roleKeys: ['admin'], mode: 'replace' }),
  },
  'GET /users/{userId}/permission-overrides': { status: 200 },
  'PUT /users/{userId}/permission-overrides': {
    status: 200,
    events: ['user.overrides_changed'],
    body: () => ({ overrides: [{ permissionKey: 'units.read', effect: 'DENY' }] }),
  },
  'GET /users/{userId}/invite': { status: 200 },
  'POST /users/{userId}/invite': { status: 200, events: ['user.invited'] },
  'DELETE /users/{userId}/invite': { status: 204, events: ['user.invite_revoked'] },
  'POST /org/users/provision': {
    status: 201,
    events: ['user.created', 'user.roles_changed', 'assignment.created', 'occupancy.started'],
    body: () => ({ identity: { ...someone(), sendInvite: true } }),
    full: everyGrant,
  },
  'GET /roles': { status: 200 },
  'GET /permissions': { status: 200 },
  'GET /org/buildings': { status: 200, isList: true },
  'POST /org/buildings': { status: 201, events: ['building.created'], body: () => ({ name: 'New' }), full: building },
  [`GET ${B}`]: { status: 200 },
  [`PATCH ${B}`]: { status: 200, events: ['building.changed'], body: () => ({ city: 'Berlin' }), full: building },
  [`DELETE ${B}`]: { status: 204, events: ['building.deleted'] },
  'GET /org/units': { status: 200, isList: true },
  [`GET ${B}/units`]: { status: 200, isList: true },
  [`POST ${B}/units`]: { status: 201, events: ['unit.created'], body: () => ({ label: unique('unit') }), full: unit },
  [`GET ${B}/units/basic`]: { status: 200, isList: true },
  [`GET ${B}/units/{unitId}`]: { status: 200 },
  [`PATCH ${B}/units/{unitId}`]: { status: 200, events: ['unit.changed'], body: () => ({ floor: 2 }), full: unit },
  [`DELETE ${B}/units/{unitId}`]: { status: 204, events: ['unit.deleted'] },
  [`GET ${B}/assignments`]: { status: 200, isList: true },
  [`POST ${B}/assignments`]: {
    status: 201,
    events: ['assignment.created'],
    body: async (world) => ({ userId: await world.user(), type: 'STAFF' }),
  },
  [`DELETE ${B}/assignments/{assignmentId}`]: { status: 204, events: ['assignment.deleted'] },
  [`GET ${B}/occupancies`]: { status: 200, isList: true },
  [`POST ${B}/occupancies`]: {
    status: 201,
    events: ['occupancy.started'],
    body: moveIn,
    full: async (world, ids) => ({ ...(await moveIn(world, ids)), ...stay }),
  },
  [`GET ${B}/occupancies/{occupancyId}`]: { status: 200 },
  [`PATCH ${B}/occupancies/{occupancyId}`]: {
    status: 200,
    events: ['occupancy.changed'],
    body: () => ({ plannedEndAt: LATER }),
    full: () => ({ startAt: '2090-01-01T00:00:00Z', plannedEndAt: LATER }),
  },
  [`DELETE ${B}/occupancies/{occupancyId}`]: { status: 204, events: ['occupancy.cancelled'] },
  [`POST ${B}/occupancies/{occupancyId}/end`]: {
    status: 200,
    events: ['occupancy.ended'],
    body: () => ({}),
    full: () => ({ endAt: new Date().toISOString() }),
  },
  [`GET ${B}/residents`]: { status: 200, isList: true },
  [`POST ${B}/residents`]: {
    status: 201,
    events: ['user.created', 'occupancy.started'],
    body: async (world, { buildingId }) => ({ ...someone(), unitId: await world.unit(buildingId) }),
    full: async (world, { buildingId }) => ({
      ...{ ...withPassword(), sendInvite: false, unitId: await world.unit(buildingId), ...stay },
    }),
  },
  [`GET ${B}/access`]: { status: 200, isList: true },
  [`GET ${B}/access/{userId}`]: { status: 200 },
  'GET /org/audit-log': { status: 200, isList: true },
}

/**
 * The routes that ask for no permission: what they look at is the caller's own, or nobody's. Sign-in, refresh and
 * sign-out are written down by nobody; a link that is asked for by mail by the job that looks whose the address is.
 */
export const OPEN_ROUTES: Readonly<Record<string, Pick<KnownRoute, 'events' | 'isList'>>> = {
  'POST /auth/login': { events: [] },
  'POST /auth/refresh': { events: [] },
  'POST /auth/logout': { events: [] },
  'POST /auth/invites/accept': { events: ['user.invite_accepted'] },
  'POST /auth/change-password': { events: ['user.password_changed'] },
  'GET /auth/me': {},
  'GET /me/access': {},
  'POST /auth/password-reset': { events: [] },
  'POST /auth/password-reset/complete': { events: ['user.password_reset'] },
  'POST /auth/email': { events: ['user.email_change_requested'] },
  'POST /auth/email/confirm': { events: ['user.email_changed'] },
  'GET /auth/sessions': { isList: true },
  'DELETE /auth/sessions/{sessionId}': { events: ['user.session_ended'] },
}
