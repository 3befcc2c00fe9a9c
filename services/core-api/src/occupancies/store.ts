import type { Db, Tx } from '@latchkey/shared/db/client'
import { newId } from '@latchkey/shared/db/new-id'
import { readNow } from '@latchkey/shared/db/now'
import { DomainError } from '@latchkey/shared/errors'
import type { Recorder } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { queueForUnit } from '../units/store.ts'
import { assertAhead, type Period, placeOf } from './periods.ts'
import type { Occupancy } from './schema.ts'
import { COLUMNS, include, type Row, shownAt, stateOf } from './state.ts'

export { listIn } from './lists.ts'
export { PLANNED_END, periodOf } from './periods.ts'

export interface NewOccupancy extends Period {
  readonly orgId: string
  readonly buildingId: string
  readonly unitId: string
  readonly residentUserId: string
}

type OpenRow = Pick<Row, 'id' | 'buildingId' | 'unitId' | 'startAt' | 'endAt' | 'plannedEndAt'>

/** What a resident has and has ahead in the whole org, in the order in which it was recorded, and the moment of it. */
export async function openOccupanciesOf(db: Db | Tx, orgId: string, residentUserId: string) {
  const rows = await db.read<{ now: Date } & (OpenRow | { id: null })>`
    SELECT c.now, o.id, o.building_id AS "buildingId", o.unit_id AS "unitId",
           o.start_at AS "startAt", o.end_at AS "endAt", o.planned_end_at AS "plannedEndAt"
    FROM (SELECT date_trunc('milliseconds', latchkey_clock()) AS now) c
    LEFT JOIN occupancies o ON o.org_id = ${orgId}::uuid AND o.resident_user_id = ${residentUserId}::uuid
      AND o.end_at IS NULL
    ORDER BY o.id`
  const [{ now } = { now: new Date(Number.NaN) }] = rows
  const open = rows.flatMap((row) => (row.id === null ? [] : [shownAt(row, now)]))
  return { now, open: open.filter(({ status }) => status !== 'ENDED') }
}

/** @throws DomainError `unit_occupied`, or `invalid_request` when the end has been overtaken by the beginning */
async function placed(tx: Tx, of: Parameters<typeof placeOf>[1], period: Period, pointer?: string) {
  const { now, startAt, conflict } = await placeOf(tx, of, period)
  assertAhead({ ...period, startAt }, now, pointer)
  if (conflict !== undefined) throw new DomainError('unit_occupied', { conflict })
  return { now, startAt }
}

type StoredOccupancy = Omit<NewOccupancy, keyof Period> & Pick<Row, 'startAt' | 'plannedEndAt'>

/** Writes one down, and reads with whom and what it is about in the same statement. */
async function insertOccupancy(tx: Tx, one: StoredOccupancy): Promise<Row> {
  const { orgId, buildingId, unitId, residentUserId, startAt, plannedEndAt } = one
  const moment = new Date()
  const [row] = await tx.write<Row>`
    WITH o AS (
      INSERT INTO occupancies
        (org_id, id, building_id, unit_id, resident_user_id, status, start_at, planned_end_at, created_at, updated_at)
      VALUES (${orgId}::uuid, ${newId()}::uuid, ${buildingId}::uuid, ${unitId}::uuid, ${residentUserId}::uuid, 'ACTIVE',
              ${startAt}::timestamptz, ${plannedEndAt}::timestamptz, ${moment}::timestamptz, ${moment}::timestamptz)
      RETURNING *
    )
    SELECT ${COLUMNS}, json_build_object('id', r.id, 'name', r.name, 'email', r.email) AS resident
    FROM o JOIN units n ON n.org_id = o.org_id AND n.id = o.unit_id
    JOIN users r ON r.org_id = o.org_id AND r.id = o.resident_user_id`
  if (row === undefined) throw new Error('What was written down is there')
  return row
}

/**
 * Lets somebody move in, now or at the beginning that is named, which may lie ahead. Call with the resident's row locked.
 * Those who move into a unit come one after the other, so that a refusal can name the period in the way; an exclusion
 * constraint holds the rule whatever happens. `pointer` is where the planned end stands in the body.
 * @throws DomainError `unit_not_in_building`, `unit_occupied` or `invalid_request`
 */
export async function startOccupancy(
  tx: Tx,
  ctx: Recorder,
  { startAt: named, plannedEndAt = null, ...data }: NewOccupancy,
  pointer?: string,
): Promise<Occupancy> {
  const { orgId, buildingId, unitId } = data
  if (!(await queueForUnit(tx, { orgId, id: buildingId }, unitId))) throw new DomainError('unit_not_in_building')
  const { now, startAt } = await placed(tx, data, { startAt: named, plannedEndAt }, pointer)
  const after = shownAt(await insertOccupancy(tx, { ...data, startAt, plannedEndAt }), now)
  const action = after.status === 'SCHEDULED' ? 'occupancy.scheduled' : 'occupancy.started'
  await record(tx, ctx, { orgId, action, targetId: after.id, after: stateOf(after) })
  return after
}

/** One as it is stored. Call with the resident's row locked. @throws what becomes `not_found` when it has gone */
export const readOccupancy = (tx: Tx, orgId: string, id: string): Promise<Row> =>
  tx.occupancy.findUniqueOrThrow({ where: { orgId_id: { orgId, id } }, include })

const keyOf = ({ orgId, id }: Row) => ({ orgId_id: { orgId, id } })

/** Ends one that has begun, at a moment that has come. Call with the resident's row locked. */
export async function finishOccupancy(tx: Tx, ctx: Recorder, row: Row, endAt: Date, now: Date): Promise<Occupancy> {
  const { orgId, id: targetId } = row
  const before = stateOf(shownAt(row, now))
  const changed = await tx.occupancy.update({ where: keyOf(row), data: { status: 'ENDED', endAt }, include })
  const after = shownAt(changed, now)
  await record(tx, ctx, { orgId, action: 'occupancy.ended', targetId, before, after: stateOf(after) })
  return after
}

/** Whether the new period lies within the stored one, so that it cannot overlap another. */
const isWithin = ({ startAt, plannedEndAt }: FullPeriod, row: Row): boolean => {
  const isSooner = plannedEndAt !== null && (row.plannedEndAt === null || plannedEndAt <= row.plannedEndAt)
  return startAt >= row.startAt && (isSooner || row.plannedEndAt === null)
}

interface FullPeriod {
  readonly startAt: Date
  readonly plannedEndAt: Date | null
}

/**
 * Gives one that has not ended another beginning or end. Call with the resident's row locked. What is made no longer
 * queues for no unit: two who swap would wait for each other. `pointer` is where the end stands in the body.
 * @throws DomainError `unit_occupied` or `invalid_request`
 */
export async function rescheduleOccupancy(
  tx: Tx,
  ctx: Recorder,
  row: Row,
  period: FullPeriod,
  pointer?: string,
): Promise<Occupancy> {
  const { orgId, id, unitId, buildingId } = row
  const isNarrower = isWithin(period, row)
  if (!isNarrower) await queueForUnit(tx, { orgId, id: buildingId }, unitId)
  const now = isNarrower ? await readNow(tx) : (await placed(tx, { orgId, unitId, exceptId: id }, period, pointer)).now
  assertAhead(period, now, pointer)
  const before = stateOf(shownAt(row, now))
  const after = shownAt(await tx.occupancy.update({ where: keyOf(row), data: { ...period }, include }), now)
  await record(tx, ctx, { orgId, action: 'occupancy.changed', targetId: id, before, after: stateOf(after) })
  return after
}

/** Lets somebody move out at a moment, which may lie ahead. Call with the resident's row locked. */
export async function leaveAt(tx: Tx, ctx: Recorder, row: Row, moment: Date): Promise<Occupancy> {
  const now = await readNow(tx)
  if (moment <= now) return finishOccupancy(tx, ctx, row, moment, now)
  return rescheduleOccupancy(tx, ctx, row, { startAt: row.startAt, plannedEndAt: moment })
}

/** Takes back one that has not begun. Call with the resident's row locked. */
export async function cancelOccupancy(tx: Tx, ctx: Recorder, row: Row, now: Date): Promise<void> {
  const { orgId, id: targetId } = row
  await tx.occupancy.delete({ where: keyOf(row) })
  await record(tx, ctx, { orgId, action: 'occupancy.cancelled', targetId, before: stateOf(shownAt(row, now)) })
}

/** Writes down the ends that have come by themselves. Call with the resident's row locked. */
export async function tidyOccupancies(
  tx: Tx,
  ctx: Recorder,
  { orgId, userId: residentUserId }: { readonly orgId: string; readonly userId: string },
  now: Date,
): Promise<void> {
  const rows = await tx.occupancy.findMany({
    where: { orgId, residentUserId, endAt: null, plannedEndAt: { lte: now } },
    include,
    orderBy: { id: 'asc' },
  })
  for (const row of rows) await finishOccupancy(tx, ctx, row, row.plannedEndAt ?? now, now)
}
