import { DomainError } from '@latchkey/shared/errors'
import type { ResidentGrant } from './schema.ts'

interface OpenOccupancy {
  readonly id: string
  readonly unitId: string
  readonly buildingId: string
  readonly status: 'SCHEDULED' | 'ACTIVE' | 'ENDED'
  readonly startAt: Date
  readonly plannedEndAt: Date | null
}

/** What brings somebody with these occupancies, ACTIVE and SCHEDULED ones, into the unit. */
export type Move<Occupancy extends OpenOccupancy> =
  | { readonly kind: 'already-there'; readonly occupancy: Occupancy }
  | { readonly kind: 'start' }
  | { readonly kind: 'end-and-start'; readonly ended: Occupancy }
  | { readonly kind: 'refused'; readonly error: DomainError }

const refused = (code: 'ambiguous_move' | 'from_unit_not_occupied', pointer: string, message: string) =>
  ({ kind: 'refused', error: new DomainError(code, { errors: [{ pointer, message }] }) }) as const

const FROM_UNIT = '/grants/resident/fromUnitId'

/**
 * What the moment of the move needs. The unit is theirs by then: nothing to do. ADD, or a MOVE by somebody who lives
 * nowhere, or will have left: one more. A MOVE from one place: out of it. From several: `fromUnitId` must say which. What
 * is booked is no home to leave.
 */
export function moveOf<Occupancy extends OpenOccupancy>(
  occupancies: readonly Occupancy[],
  { unitId, mode, fromUnitId }: Pick<ResidentGrant, 'unitId' | 'mode' | 'fromUnitId'>,
  moment: Date,
): Move<Occupancy> {
  const lasts = ({ plannedEndAt }: Occupancy) => plannedEndAt === null || plannedEndAt > moment
  const there = occupancies.find((one) => one.unitId === unitId && one.startAt <= moment && lasts(one))
  if (there !== undefined) return { kind: 'already-there', occupancy: there }
  if (mode === 'ADD') return { kind: 'start' }
  const homes = occupancies.filter(({ status }) => status === 'ACTIVE')
  if (fromUnitId !== undefined) {
    const named = homes.find((home) => home.unitId === fromUnitId)
    if (named !== undefined) return lasts(named) ? { kind: 'end-and-start', ended: named } : { kind: 'start' }
    return refused('from_unit_not_occupied', FROM_UNIT, 'is no unit the person lives in')
  }
  const [only, ...more] = homes.filter(lasts)
  if (only === undefined) return { kind: 'start' }
  return more.length === 0
    ? { kind: 'end-and-start', ended: only }
    : refused('ambiguous_move', FROM_UNIT, 'must name one of several')
}
