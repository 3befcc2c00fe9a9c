import type { Db } from '@latchkey/shared/db/client'
import {
  type Building,
  type BuildingAssignment,
  type Occupancy,
  type Org,
  Prisma,
  type Session,
  type Unit,
  type User,
} from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { TokenSubject } from '../sessions/tokens.ts'
import type { Visible } from './ability.ts'
import type { Principal } from './principal.ts'
import { visibleIds } from './visible-ids.ts'

declare const ownedBy: unique symbol

/** A row that was read by the caller's own org. Only this file makes one, so that a bare id never reaches a question. */
export type Owned<Row> = Row & { readonly [ownedBy]: 'caller' }

// safe because each use below has just read the row with the caller's orgId in the key
const own = <Row>(row: Row | null): Owned<Row> => {
  if (row === null) throw new DomainError('not_found')
  return row as Owned<Row>
}

/** A malformed id is answered like an absent one, without asking the database. */
const keyOf = (orgId: string, id: string) => {
  if (!isId(id)) throw new DomainError('not_found')
  return { orgId_id: { orgId, id } }
}

export type OwnedOrg = Owned<Pick<Org, 'id'>>
export type OwnedBuilding = Owned<Pick<Building, 'orgId' | 'id'>>
export type OwnedUser = Owned<Omit<User, 'passwordHash'>>

/** The caller's own org, which the authenticated user row names. */
export const ownOrg = ({ orgId }: Principal): OwnedOrg => own({ id: orgId })

/** Who asks, as user and session are now; with them the building of their org that the path names, if it is there. */
export interface Caller {
  readonly principal: Principal
  readonly building: OwnedBuilding | undefined
}

type CallerRow = Principal & { readonly buildingId: string | null }

/** One statement, for every request waits for it; undefined unless user and session hold. */
export async function findCaller(
  db: Db,
  { orgId, userId, sessionId }: TokenSubject,
  namedBuilding = '',
): Promise<Caller | undefined> {
  const named = isId(namedBuilding) ? namedBuilding : null
  const [row] = await db.read<CallerRow>`
    SELECT u.id, u.org_id AS "orgId", u.email, u.name, u.status::text AS status,
           u.must_change_password AS "mustChangePassword", u.authz_version AS "authzVersion", s.id AS "sessionId",
           coalesce(v.version, 0) AS "orgVersion", b.id AS "buildingId"
    FROM users u JOIN sessions s ON s.org_id = u.org_id AND s.user_id = u.id
    LEFT JOIN org_authz_versions v ON v.org_id = u.org_id
    LEFT JOIN buildings b ON b.org_id = u.org_id AND b.id = ${named}::uuid
    WHERE u.org_id = ${orgId}::uuid AND u.id = ${userId}::uuid AND s.id = ${sessionId}::uuid
      AND u.status = 'ACTIVE' AND s.revoked_at IS NULL`
  if (row === undefined) return undefined
  const { buildingId, ...principal } = row
  return { principal, building: buildingId === null ? undefined : own({ orgId, id: buildingId }) }
}

/** Those of the ids that are buildings of the caller's org, by id. */
export async function ownedBuildings(
  db: Db,
  { orgId }: Principal,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OwnedBuilding>> {
  const rows = await db.read<Pick<Building, 'orgId' | 'id'>>`
    SELECT org_id AS "orgId", id FROM buildings WHERE org_id = ${orgId}::uuid AND id = ANY (${ids.filter(isId)}::uuid[])`
  return new Map(rows.map((row) => [row.id, own(row)]))
}

/** The columns of a building `b`, for a statement written by hand. */
export const BUILDING_COLUMNS = Prisma.sql`
  b.org_id AS "orgId", b.id, b.name, b.address, b.city, b.country, b.timezone,
  b.created_at AS "createdAt", b.updated_at AS "updatedAt"`

interface Range {
  /** The id after which the rows begin. */
  readonly after: string | undefined
  readonly limit: number
}

/** The buildings of the caller's org that a list shows, in the order of creation. */
export async function listOwnedBuildings(
  db: Db,
  { orgId }: Principal,
  visible: Visible,
  { after, limit }: Range,
): Promise<Owned<Building>[]> {
  const rest = after === undefined ? Prisma.empty : Prisma.sql`AND b.id > ${after}::uuid`
  const page =
    visible === 'all'
      ? Prisma.sql`buildings b WHERE b.org_id = ${orgId}::uuid ${rest} ORDER BY b.id LIMIT ${limit}`
      : Prisma.sql`(${visibleIds(orgId, visible, { after, limit })}) visible
          JOIN buildings b ON b.org_id = ${orgId}::uuid AND b.id = visible.id ORDER BY b.id`
  const rows = await db.read<Building>`SELECT ${BUILDING_COLUMNS} FROM ${page}`
  return rows.map((row) => own(row))
}

/** The id of the named building if it is among them. */
export async function visibleBuildingIds(
  db: Db,
  { orgId }: Principal,
  visible: Exclude<Visible, 'all'>,
  named: string,
): Promise<string[]> {
  const rows = await db.read<Pick<Building, 'id'>>`${visibleIds(orgId, visible, { named })}`
  return rows.map(({ id }) => id)
}

/** @throws DomainError `not_found` */
export const ownedUser = async (db: Db, { orgId }: Principal, id: string): Promise<OwnedUser> =>
  own(await db.user.findUnique({ where: keyOf(orgId, id), omit: { passwordHash: true } }))

/** @throws DomainError `not_found`, also when it is of somebody else or has ended */
export const ownedSession = async (db: Db, { orgId, id: userId }: Principal, id: string): Promise<Owned<Session>> =>
  own(await db.session.findUnique({ where: { ...keyOf(orgId, id), userId, revokedAt: null } }))

/** @throws DomainError `not_found`, also when the unit is in another building of the org */
export const ownedUnit = async (db: Db, { orgId, id: buildingId }: OwnedBuilding, id: string): Promise<Owned<Unit>> =>
  own(await db.unit.findUnique({ where: { ...keyOf(orgId, id), buildingId } }))

/** @throws DomainError `not_found`, also when the assignment is in another building of the org */
export const ownedAssignment = async (
  db: Db,
  { orgId, id: buildingId }: OwnedBuilding,
  id: string,
): Promise<Owned<BuildingAssignment>> =>
  own(await db.buildingAssignment.findUnique({ where: { ...keyOf(orgId, id), buildingId } }))

/** @throws DomainError `not_found`, also when the occupancy is in another building of the org */
export const ownedOccupancy = async (
  db: Db,
  { orgId, id: buildingId }: OwnedBuilding,
  id: string,
): Promise<Owned<Occupancy>> => own(await db.occupancy.findUnique({ where: { ...keyOf(orgId, id), buildingId } }))
