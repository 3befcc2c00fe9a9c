import type { Db, Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'
import type { Recorder } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { encoderOf } from '../http/encode.ts'
import { queueForUnit } from '../units/store.ts'
import { personSelect } from '../users/store.ts'
import { Occupancy } from './schema.ts'

export const include = { unit: { select: { id: true, label: true } }, resident: personSelect } as const

const stateOf = encoderOf(Occupancy)

export interface NewOccupancy {
  readonly orgId: string
  readonly buildingId: string
  readonly unitId: string
  readonly residentUserId: string
  /** `now` when it is not named. */
  readonly startAt?: Date | undefined
  readonly now: Date
}

/** The ACTIVE occupancies of a resident in the whole org, in the order in which they were recorded. */
export const activeOccupanciesOf = (db: Db | Tx, orgId: string, residentUserId: string) =>
  db.occupancy.findMany({ where: { orgId, residentUserId, status: 'ACTIVE' }, orderBy: { id: 'asc' } })

/** The last period in which the unit is or was lived in; undefined when it never was. */
async function lastPeriod(tx: Tx, { orgId, unitId }: Pick<NewOccupancy, 'orgId' | 'unitId'>) {
  const [last] = await tx.$queryRaw<{ startAt: Date; endAt: Date | null }[]>`
    SELECT start_at AS "startAt", end_at AS "endAt" FROM occupancies
    WHERE org_id = ${orgId}::uuid AND unit_id = ${unitId}::uuid AND NOT isempty(tstzrange(start_at, end_at))
    ORDER BY end_at DESC NULLS FIRST LIMIT 1`
  return last
}

/** Another replica's clock may have been ahead when it wrote the moment before. */
export const notBefore = (earliest: Date, moment: Date): Date => (moment < earliest ? earliest : moment)

/**
 * Starts an ACTIVE occupancy. Call with the resident's row locked. Those who move into a unit come one after the other,
 * so that a refusal can name the period in the way; an exclusion constraint holds the rule whatever happens.
 * @throws DomainError `unit_not_in_building` or `unit_occupied`
 */
export async function startOccupancy(tx: Tx, ctx: Recorder, occupancy: NewOccupancy): Promise<Occupancy> {
  const { startAt: named, now, ...data } = occupancy
  const { orgId, buildingId, unitId } = data
  if (!(await queueForUnit(tx, { orgId, id: buildingId }, unitId))) throw new DomainError('unit_not_in_building')
  const last = await lastPeriod(tx, data)
  const startAt = named ?? notBefore(last?.endAt ?? now, now)
  // It has no end, so that the last period is in its way or none is.
  if (last && (last.endAt === null || last.endAt > startAt)) {
    const { startAt: from, endAt } = last
    throw new DomainError('unit_occupied', { conflict: { startAt: from, endAt } })
  }
  const after = await tx.occupancy.create({ data: { ...data, startAt }, include })
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
