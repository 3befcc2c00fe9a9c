import type { Tx } from '@latchkey/shared/db/client'
import type { AssignmentType } from '@latchkey/shared/db/generated/client'
import type { Recorder } from '../access/context.ts'
import type { OwnedBuilding } from '../access/owned.ts'
import { record } from '../audit/record.ts'
import { include, toAssignment } from './read.ts'
import type { Assignment } from './schema.ts'

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
  if (held !== null) return { assignment: toAssignment(held), created: false }
  const after = toAssignment(await tx.buildingAssignment.create({ data: key, include }))
  await record(tx, ctx, { orgId, action: 'assignment.created', targetId: after.id, after })
  return { assignment: after, created: true }
}

/** Takes assignments away and writes each down. */
async function withdraw(tx: Tx, ctx: Recorder, where: { orgId: string; id?: string; buildingId?: string }) {
  const gone = await tx.buildingAssignment.findMany({ where, include, orderBy: { userId: 'asc' } })
  await tx.buildingAssignment.deleteMany({ where })
  for (const row of gone) {
    const before = toAssignment(row)
    await record(tx, ctx, { orgId: where.orgId, action: 'assignment.deleted', targetId: row.id, before })
  }
}

/** Takes one assignment away; one that is gone already is gone. Call with the user's row locked. */
export const withdrawAssignment = (tx: Tx, ctx: Recorder, orgId: string, id: string): Promise<void> =>
  withdraw(tx, ctx, { orgId, id })

/** Takes away every assignment to a building. */
export const withdrawAssignments = (tx: Tx, ctx: Recorder, { orgId, id }: OwnedBuilding): Promise<void> =>
  withdraw(tx, ctx, { orgId, buildingId: id })
