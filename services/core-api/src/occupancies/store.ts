import type { Db, Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import type { Recorder } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { encoderOf } from '../http/encode.ts'
import { isUnitOf } from '../units/store.ts'
import { personSelect } from '../users/store.ts'
import { Occupancy } from './schema.ts'

export const include = { unit: { select: { id: true, label: true } }, resident: personSelect } as const

const stateOf = encoderOf(Occupancy)

export interface NewOccupancy {
  readonly orgId: string
  readonly buildingId: string
  readonly unitId: string
  readonly residentUserId: string
  readonly startAt: Date
}

/** The ACTIVE occupancies of a resident in the whole org, in the order in which they were recorded. */
export const activeOccupanciesOf = (db: Db | Tx, orgId: string, residentUserId: string) =>
  db.occupancy.findMany({ where: { orgId, residentUserId, status: 'ACTIVE' }, orderBy: { id: 'asc' } })

/**
 * Starts an ACTIVE occupancy. Call with the resident's row locked. The unit is looked for first: the unique index that
 * refuses a second ACTIVE one as `unit_occupied` knows nothing of buildings.
 * @throws DomainError `unit_not_in_building`
 */
export async function startOccupancy(tx: Tx, ctx: Recorder, data: NewOccupancy): Promise<Occupancy> {
  const { orgId, buildingId, unitId } = data
  if (!(await isUnitOf(tx, { orgId, id: buildingId }, unitId))) throw new DomainError('unit_not_in_building')
  const after = await tx.occupancy.create({ data, include })
  await record(tx, ctx, { orgId, action: 'occupancy.started', targetId: after.id, after: stateOf(after) })
  return after
}

/** Ends an occupancy; one that has ended stays as it is. Call with the resident's row locked. */
export async function finishOccupancy(tx: Tx, ctx: Recorder, orgId: string, id: string, endAt: Date) {
  const where = { orgId_id: { orgId, id } }
  const before = await tx.occupancy.findUniqueOrThrow({ where, include })
  if (before.status === 'ENDED') return before
  const after = await tx.occupancy.update({ where, data: { status: 'ENDED', endAt }, include })
  const states = { before: stateOf(before), after: stateOf(after) }
  await record(tx, ctx, { orgId, action: 'occupancy.ended', targetId: id, ...states })
  return after
}

/** Another replica's clock may have been ahead when it started. */
export const notBefore = (startAt: Date, moment: Date): Date => new Date(Math.max(moment.getTime(), startAt.getTime()))
