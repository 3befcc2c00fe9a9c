import type { Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import type { Recorder } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { include, toOccupancy } from './read.ts'
import type { Occupancy } from './schema.ts'

export interface Start {
  readonly orgId: string
  readonly buildingId: string
  readonly unitId: string
  readonly residentUserId: string
  readonly startAt: Date
}

/** The ACTIVE occupancy of a unit of the building, if any. @throws DomainError `unit_not_in_building` */
export async function activeIn(tx: Tx, { orgId, buildingId, unitId }: Omit<Start, 'residentUserId' | 'startAt'>) {
  const where = { orgId_id: { orgId, id: unitId }, buildingId }
  const active = { where: { status: 'ACTIVE' }, select: { id: true, residentUserId: true } } as const
  const unit = await tx.unit.findUnique({ where, select: { occupancies: active } })
  if (unit === null) throw new DomainError('unit_not_in_building')
  return unit.occupancies[0]
}

/**
 * Starts an ACTIVE occupancy. Call with the resident's row locked.
 * The look before gives a clear answer; the partial unique index has the last word when two ask at once.
 * @throws DomainError `unit_not_in_building` or `unit_occupied`
 */
export async function startOccupancy(tx: Tx, ctx: Recorder, start: Start): Promise<Occupancy> {
  if ((await activeIn(tx, start)) !== undefined) throw new DomainError('unit_occupied')
  const after = toOccupancy(await tx.occupancy.create({ data: start, include }))
  await record(tx, ctx, { orgId: start.orgId, action: 'occupancy.started', targetId: after.id, after })
  return after
}

/** Ends an occupancy; one that has ended stays as it is. Call with the resident's row locked. */
export async function finishOccupancy(tx: Tx, ctx: Recorder, orgId: string, id: string, endAt: Date) {
  const where = { orgId_id: { orgId, id } }
  const before = toOccupancy(await tx.occupancy.findUniqueOrThrow({ where, include }))
  if (before.status === 'ENDED') return before
  const after = toOccupancy(await tx.occupancy.update({ where, data: { status: 'ENDED', endAt }, include }))
  await record(tx, ctx, { orgId, action: 'occupancy.ended', targetId: id, before, after })
  return after
}

/** Another replica's clock may have been ahead when it started. */
export const notBefore = (startAt: Date, moment: Date): Date => new Date(Math.max(moment.getTime(), startAt.getTime()))
