import type { Db } from '@latchkey/shared/db/client'
import type {
  Building,
  BuildingAssignment,
  Occupancy,
  Org,
  Session,
  Unit,
  User,
} from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Principal } from './principal.ts'

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
export type OwnedBuilding = Owned<Building>
export type OwnedUser = Owned<Omit<User, 'passwordHash'>>

/** The caller's own org, which the authenticated user row names. */
export const ownOrg = ({ orgId }: Principal): OwnedOrg => own({ id: orgId })

/** @throws DomainError `not_found` */
export const ownedBuilding = async (db: Db, { orgId }: Principal, id: string): Promise<OwnedBuilding> =>
  own(await db.building.findUnique({ where: keyOf(orgId, id) }))

/** Those of the ids that are buildings of the caller's org, by id. */
export async function ownedBuildings(
  db: Db,
  { orgId }: Principal,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OwnedBuilding>> {
  const rows = await db.building.findMany({ where: { orgId, id: { in: ids.filter(isId) } } })
  return new Map(rows.map((row) => [row.id, own(row)]))
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
