import { beginningOf, type When } from '@latchkey/shared/day'
import type { Db, Tx } from '@latchkey/shared/db/client'
import { DomainError, invalid } from '@latchkey/shared/errors'
import type { NamedTimes } from './grant-times.ts'
import type { OwnedBuilding } from './owned.ts'

async function timeZoneOf(db: Db | Tx, { orgId, id }: OwnedBuilding): Promise<string | null> {
  const building = await db.building.findUnique({ where: { orgId_id: { orgId, id } }, select: { timezone: true } })
  if (building === null) throw new DomainError('not_found')
  return building.timezone
}

/**
 * The instant that a member of the request means: a day is its first instant in the time zone of the building. What is
 * absent stays absent.
 * @throws DomainError `invalid_request` for a day where the building has no time zone, or one that is unknown by now
 */
export async function instantIn<Absent extends null | undefined>(
  db: Db | Tx,
  building: OwnedBuilding,
  pointer: string,
  when: When | Absent,
): Promise<Date | Absent> {
  if (when === null || when === undefined || when instanceof Date) return when
  const zone = await timeZoneOf(db, building)
  if (zone === null) throw invalid(pointer, 'is a day, and the building has no time zone')
  return beginningOf(when, zone).catch((error: unknown) => {
    if (!(error instanceof RangeError)) throw error
    throw invalid(pointer, `is a day, and the time zone of the building is unknown: ${zone}`)
  })
}

interface NamedThere {
  readonly startsAt?: When | null | undefined
  readonly endsAt?: When | null | undefined
}

/** The instants that the times of a grant in the building mean. @throws DomainError `invalid_request`, as `instantIn` */
export async function timesIn(
  db: Db | Tx,
  building: OwnedBuilding,
  { startsAt, endsAt }: NamedThere,
  pointer = '',
): Promise<NamedTimes> {
  return {
    startsAt: await instantIn(db, building, `${pointer}/startsAt`, startsAt),
    endsAt: await instantIn(db, building, `${pointer}/endsAt`, endsAt),
  }
}
