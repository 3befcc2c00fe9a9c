import type { Tx } from '@latchkey/shared/db/client'
import { type AssignmentType, Prisma } from '@latchkey/shared/db/generated/client'
import { newId } from '@latchkey/shared/db/new-id'
import { isHeld } from '@latchkey/shared/grant-times'
import { BUILDING_KEYS, type BuildingPermissionKey } from '@latchkey/shared/permissions'
import type { Recorder } from '../access/context.ts'
import { continuing, hasBegun, hasEnded, isSame, type Times } from '../access/grant-times.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import { record } from '../audit/record.ts'
import { encoderOf } from '../http/encode.ts'
import { personSelect } from '../users/store.ts'
import { Assignment } from './schema.ts'

export const include = { user: personSelect } as const

const stateOf = encoderOf(Assignment)

export interface AssignmentWrite {
  readonly assignment: Assignment
  /** What was done: one that is there for good stays as it is, one with times gets the new ones. */
  readonly change: 'created' | 'changed' | 'none'
}

interface NewAssignment {
  readonly building: OwnedBuilding
  readonly userId: string
  readonly type: AssignmentType
  readonly times: Times
  readonly now: Date
}

interface AssignmentKey extends Pick<NewAssignment, 'userId' | 'type'> {
  readonly orgId: string
  readonly buildingId: string
}

type AssignmentRow = Assignment & { readonly orgId: string }

/** The columns of an assignment `a` of a user `u`. */
const COLUMNS = Prisma.sql`
  a.org_id AS "orgId", a.id, a.building_id AS "buildingId", a.user_id AS "userId", a.type::text AS type,
  a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.created_at AS "createdAt", a.updated_at AS "updatedAt",
  json_build_object('id', u.id, 'name', u.name, 'email', u.email) AS user`

async function findAssignment(tx: Tx, { orgId, buildingId, userId, type }: AssignmentKey) {
  const [row] = await tx.read<AssignmentRow>`
    SELECT ${COLUMNS} FROM building_assignments a JOIN users u ON u.org_id = a.org_id AND u.id = a.user_id
    WHERE a.org_id = ${orgId}::uuid AND a.building_id = ${buildingId}::uuid AND a.user_id = ${userId}::uuid
      AND a.type = ${type}::"AssignmentType"`
  return row
}

/** Writes one down unless one of the type is there, be it one that has ended; reads whose it is in the same statement. */
async function insertAssignment(tx: Tx, { orgId, buildingId, userId, type }: AssignmentKey, times: Times) {
  const moment = new Date()
  const [row] = await tx.write<AssignmentRow>`
    WITH a AS (
      INSERT INTO building_assignments (org_id, id, building_id, user_id, type, starts_at, ends_at, created_at, updated_at)
      VALUES (${orgId}::uuid, ${newId()}::uuid, ${buildingId}::uuid, ${userId}::uuid, ${type}::"AssignmentType",
              ${times.startsAt}::timestamptz, ${times.endsAt}::timestamptz, ${moment}::timestamptz, ${moment}::timestamptz)
      ON CONFLICT (org_id, building_id, user_id, type) DO NOTHING RETURNING *
    )
    SELECT ${COLUMNS} FROM a JOIN users u ON u.org_id = a.org_id AND u.id = a.user_id`
  return row
}

/** Assigns a user to the building unless they are for good. Call with the user's row locked. */
export async function ensureAssignment(tx: Tx, ctx: Recorder, assignment: NewAssignment): Promise<AssignmentWrite> {
  const { building, userId, type, times, now } = assignment
  const { orgId, id: buildingId } = building
  const key = { orgId, buildingId, userId, type }
  const after = await insertAssignment(tx, key, times)
  if (after !== undefined) {
    await record(tx, ctx, { orgId, action: 'assignment.created', targetId: after.id, after: stateOf(after) })
    return { assignment: after, change: 'created' }
  }
  const held = await findAssignment(tx, key)
  if (held !== undefined && !hasEnded(held, now)) return changeTimes(tx, ctx, held, times, now)
  // Nobody has tidied it away yet: what is given now is another one.
  if (held !== undefined) await deleteAssignments(tx, ctx, { orgId, buildingId, id: held.id })
  return ensureAssignment(tx, ctx, assignment)
}

async function changeTimes(
  tx: Tx,
  ctx: Recorder,
  held: AssignmentRow,
  times: Times,
  now: Date,
): Promise<AssignmentWrite> {
  if (held.endsAt === null && hasBegun(held, now)) return { assignment: held, change: 'none' }
  const data = continuing(held, times, now)
  if (isSame(held, data)) return { assignment: held, change: 'changed' }
  const { orgId, id } = held
  const after = await tx.buildingAssignment.update({ where: { orgId_id: { orgId, id } }, data, include })
  const states = { before: stateOf(held), after: stateOf(after) }
  await record(tx, ctx, { orgId, action: 'assignment.changed', targetId: id, ...states })
  return { assignment: after, change: 'changed' }
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

const isHeldNow = Prisma.raw(isHeld('a'))

/** Deletes assignments, and writes down each that this very statement deleted; answers them. */
async function remove(tx: Tx, ctx: Recorder, which: Assignments, isOnlyEnded: boolean) {
  const { orgId } = which
  const ended = isOnlyEnded ? Prisma.sql`AND NOT (${isHeldNow})` : Prisma.empty
  const deleted = await tx.write<AssignmentRow & { readonly isHeld: boolean }>`
    DELETE FROM building_assignments a USING users u
    WHERE a.org_id = ${orgId}::uuid AND ${among(which)} AND u.org_id = a.org_id AND u.id = a.user_id ${ended}
    RETURNING ${COLUMNS}, ${isHeldNow} AS "isHeld"`
  for (const row of deleted) {
    const action = row.isHeld ? 'assignment.deleted' : 'assignment.ended'
    await record(tx, ctx, { orgId, action, targetId: row.id, before: stateOf(row) })
  }
  return deleted
}

/** Takes assignments away; answers those that had not ended by themselves, in order. */
export async function deleteAssignments(tx: Tx, ctx: Recorder, which: Assignments): Promise<Assignment[]> {
  const deleted = await remove(tx, ctx, which, false)
  return deleted.filter((row) => row.isHeld).toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/** Takes assignments away that have ended by themselves. Call under `lockUser`. */
export const tidyAssignments = (tx: Tx, ctx: Recorder, which: Assignments): Promise<unknown> =>
  remove(tx, ctx, which, true)

/** Who gives BUILDING_ADMIN must hold all that it permits; MANAGER and STAFF only read. */
export const keysToAssign = (type: AssignmentType): readonly BuildingPermissionKey[] =>
  type === 'BUILDING_ADMIN' ? BUILDING_KEYS : []
