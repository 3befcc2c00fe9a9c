import type { Tx } from '@latchkey/shared/db/client'
import { type AssignmentType, Prisma } from '@latchkey/shared/db/generated/client'
import { BUILDING_KEYS, type BuildingPermissionKey } from '@latchkey/shared/permissions'
import type { Recorder } from '../access/context.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import { record } from '../audit/record.ts'
import { encoderOf } from '../http/encode.ts'
import { personSelect } from '../users/store.ts'
import { Assignment } from './schema.ts'

export const include = { user: personSelect } as const

const stateOf = encoderOf(Assignment)

export interface AssignmentWrite {
  readonly assignment: Assignment
  /** Whether it was made now; one that was there stays as it is. */
  readonly created: boolean
}

/** Assigns a user to the building unless they are. Call with the user's row locked. */
export async function ensureAssignment(
  tx: Tx,
  ctx: Recorder,
  { orgId, id: buildingId }: OwnedBuilding,
  userId: string,
  type: AssignmentType,
): Promise<AssignmentWrite> {
  const key = { orgId, buildingId, userId, type }
  const where = { orgId_buildingId_userId_type: key }
  const held = await tx.buildingAssignment.findUnique({ where, include })
  if (held !== null) return { assignment: held, created: false }
  const after = await tx.buildingAssignment.create({ data: key, include })
  await record(tx, ctx, { orgId, action: 'assignment.created', targetId: after.id, after: stateOf(after) })
  return { assignment: after, created: true }
}

/** All assignments to a building, one of them, or all of a user. */
type Assignments =
  | { readonly orgId: string; readonly buildingId: string; readonly id?: string }
  | { readonly orgId: string; readonly userId: string }

const among = (which: Assignments): Prisma.Sql => {
  if ('userId' in which) return Prisma.sql`a.user_id = ${which.userId}::uuid`
  const inBuilding = Prisma.sql`a.building_id = ${which.buildingId}::uuid`
  return which.id === undefined ? inBuilding : Prisma.sql`${inBuilding} AND a.id = ${which.id}::uuid`
}

/** Takes assignments away, and writes down each that this very statement deleted; answers them in order. */
export async function deleteAssignments(tx: Tx, ctx: Recorder, which: Assignments): Promise<Assignment[]> {
  const { orgId } = which
  const deleted = await tx.$queryRaw<Assignment[]>`
    DELETE FROM building_assignments a USING users u
    WHERE a.org_id = ${orgId}::uuid AND ${among(which)} AND u.org_id = a.org_id AND u.id = a.user_id
    RETURNING a.id, a.building_id AS "buildingId", a.user_id AS "userId", a.type::text AS type,
              a.created_at AS "createdAt", a.updated_at AS "updatedAt",
              json_build_object('id', u.id, 'name', u.name, 'email', u.email) AS user`
  for (const row of deleted) {
    await record(tx, ctx, { orgId, action: 'assignment.deleted', targetId: row.id, before: stateOf(row) })
  }
  return deleted.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/** Who gives BUILDING_ADMIN must hold all that it permits; MANAGER and STAFF only read. */
export const keysToAssign = (type: AssignmentType): readonly BuildingPermissionKey[] =>
  type === 'BUILDING_ADMIN' ? BUILDING_KEYS : []
