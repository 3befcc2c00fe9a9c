import { beginningOf, type When } from '@latchkey/shared/day'
import { assertNone, type Fault } from './fault.ts'
import type { Resolved } from './names.ts'
import type { Org } from './org.ts'
import type { TimeColumn } from './table.ts'

/** From when until when something counts, in milliseconds since 1970; what has begun began long ago. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** A row whose days have become instants. */
export interface Timed extends Resolved {
  readonly instants: Readonly<Partial<Record<TimeColumn, Date>>>
}

const msOf = (moment: Date | string | null | undefined): number | undefined =>
  moment === null || moment === undefined ? undefined : new Date(moment).getTime()

/** The span of what is given, or held, from one moment until another; either may be absent. */
export function spanOf(
  from: Date | string | null | undefined,
  until: Date | string | null | undefined,
  now: number,
): Span {
  const [start = now, end = Number.POSITIVE_INFINITY] = [msOf(from), msOf(until)]
  return { from: start <= now ? Number.NEGATIVE_INFINITY : start, until: end }
}

export const isForGood = ({ from, until }: Span): boolean =>
  from === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY

export const isSameSpan = (one: Span, other: Span): boolean => one.from === other.from && one.until === other.until

/** Whether what is wanted would take away from what is held. */
export const isCutBy = (held: Span, wanted: Span): boolean => wanted.from > held.from || wanted.until < held.until

export const overlap = (one: Span, other: Span): boolean => one.from < other.until && other.from < one.until

/** Whether a column is about roles: they belong to no building, so that a day has no time zone. */
const isAboutRoles = ({ row }: Resolved, column: TimeColumn): boolean =>
  (column === 'starts' || column === 'ends') && row.roleKeys.length > 0

/** Makes instants of days where the building has a time zone. @throws FileFaults with every day that is none anywhere */
export async function resolveTimes(rows: readonly Resolved[], { buildings }: Org): Promise<Timed[]> {
  const zones = new Map(buildings.map(({ id, timezone }) => [id, timezone]))
  const faults: Fault[] = []
  const instantOf = async (resolved: Resolved, column: TimeColumn, when: When): Promise<Date | undefined> => {
    if (when instanceof Date) return when
    const fault = (message: string) => void faults.push({ line: resolved.row.line, column, message })
    if (isAboutRoles(resolved, column)) return fault('is a day, and a role has no building: write a moment')
    const zone = zones.get(resolved.buildingId ?? '') ?? null
    if (zone === null) return fault('is a day, and the building has no time zone: write a moment')
    return beginningOf(when, zone)
  }
  const timed = await Promise.all(
    rows.map(async (resolved): Promise<Timed> => {
      const instants: Partial<Record<TimeColumn, Date>> = {}
      for (const [column, when] of resolved.row.times) {
        const instant = await instantOf(resolved, column, when)
        if (instant !== undefined) instants[column] = instant
      }
      return { ...resolved, instants }
    }),
  )
  assertNone(faults)
  return timed
}
