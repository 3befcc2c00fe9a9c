import type { When } from '@latchkey/shared/day'
import type { Db, Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { invalid } from '@latchkey/shared/errors'
import { instantIn } from '../access/instants.ts'
import type { OwnedBuilding } from '../access/owned.ts'

/** A beginning, that of who moves in now where it is absent, and an end, without which there is none. */
export interface Period {
  readonly startAt?: Date | undefined
  readonly plannedEndAt?: Date | null | undefined
}

export const PLANNED_END = '/plannedEndAt'

/** @throws DomainError `invalid_request` when the end does not come after the beginning, or has come */
export function assertAhead({ startAt, plannedEndAt }: Period, now: Date, pointer = PLANNED_END): void {
  if (!plannedEndAt) return
  if (startAt && plannedEndAt <= startAt) throw invalid(pointer, 'is not after startAt')
  if (plannedEndAt <= now) throw invalid(pointer, 'is not in the future')
}

interface Instants {
  readonly startAt: Date | undefined
  readonly plannedEndAt: Date | null | undefined
}

/**
 * The period that a body names, in instants; `within` is where it stands.
 * @throws DomainError `invalid_request` for a day that is none in the building, or for what is no period ahead
 */
export async function periodOf(
  db: Db | Tx,
  building: OwnedBuilding,
  named: { readonly startAt?: When | undefined; readonly plannedEndAt?: When | null | undefined },
  within = '',
): Promise<Instants> {
  const startAt = await instantIn(db, building, `${within}/startAt`, named.startAt)
  const pointer = within + PLANNED_END
  const plannedEndAt = await instantIn(db, building, pointer, named.plannedEndAt)
  if (plannedEndAt) assertAhead({ startAt, plannedEndAt }, await readNow(db), pointer)
  return { startAt, plannedEndAt }
}

/** Of a unit, or of one that is to hold another. */
interface Place {
  readonly orgId: string
  readonly unitId: string
  /** The occupancy whose period it is to be, which is in nobody's way. */
  readonly exceptId?: string | undefined
}

interface Placed {
  readonly now: Date
  readonly startAt: Date
  /** The first period in the way. */
  readonly conflict: { readonly startAt: Date; readonly endAt: Date | null } | undefined
}

interface PlacedRow extends Pick<Placed, 'now' | 'startAt'> {
  readonly from: Date | null
  readonly until: Date | null
}

/**
 * Where a period would lie among those of the unit. Call with the unit queued for. One statement, so that whoever moved
 * out before it is out: an end that was written down is never ahead of now, whatever became of the clock.
 */
export async function placeOf(tx: Tx, { orgId, unitId, exceptId }: Place, period: Period): Promise<Placed> {
  const [named, until, except] = [period.startAt ?? null, period.plannedEndAt ?? null, exceptId ?? null]
  const rows = await tx.read<PlacedRow>`
    WITH here AS (
      SELECT o.start_at, o.end_at, coalesce(o.end_at, o.planned_end_at) AS until FROM occupancies o
      WHERE o.org_id = ${orgId}::uuid AND o.unit_id = ${unitId}::uuid AND o.id IS DISTINCT FROM ${except}::uuid
        AND o.start_at IS DISTINCT FROM o.end_at
    ), moment AS (
      SELECT greatest(date_trunc('milliseconds', latchkey_clock()), max(h.end_at)) AS now FROM here h
    ), wanted AS (SELECT m.now, coalesce(${named}::timestamptz, m.now) AS start_at FROM moment m)
    SELECT w.now, w.start_at AS "startAt", c.start_at AS from, c.until
    FROM wanted w LEFT JOIN LATERAL (
      SELECT h.start_at, h.until FROM here h
      WHERE h.start_at < coalesce(${until}::timestamptz, 'infinity') AND coalesce(h.until, 'infinity') > w.start_at
      ORDER BY h.start_at LIMIT 1
    ) c ON true`
  const [row] = rows
  if (row === undefined) throw new Error('A statement without a condition has a row')
  const { now, startAt, from } = row
  return { now, startAt, conflict: from === null ? undefined : { startAt: from, endAt: row.until } }
}
