import { DomainError } from '@latchkey/shared/errors'
import type { ResidentGrant } from './schema.ts'

interface ActiveOccupancy {
  readonly id: string
  readonly unitId: string
  readonly buildingId: string
}

/** What brings somebody with these ACTIVE occupancies into the unit. */
export type Move<Occupancy extends ActiveOccupancy> =
  | { readonly kind: 'already-there'; readonly occupancy: Occupancy }
  | { readonly kind: 'start' }
  | { readonly kind: 'end-and-start'; readonly ended: Occupancy }
  | { readonly kind: 'refused'; readonly error: DomainError }

const refused = (code: 'ambiguous_move' | 'from_unit_not_occupied', pointer: string, message: string) =>
  ({ kind: 'refused', error: new DomainError(code, { errors: [{ pointer, message }] }) }) as const

const FROM_UNIT = '/grants/resident/fromUnitId'

/**
 * Already there: nothing to do. ADD, or a MOVE by somebody who lives nowhere: one more. A MOVE from one place: out of it.
 * From several: `fromUnitId` must say which.
 */
export function moveOf<Occupancy extends ActiveOccupancy>(
  occupancies: readonly Occupancy[],
  { unitId, mode, fromUnitId }: ResidentGrant,
): Move<Occupancy> {
  const there = occupancies.find((occupancy) => occupancy.unitId === unitId)
  if (there !== undefined) return { kind: 'already-there', occupancy: there }
  if (mode === 'ADD') return { kind: 'start' }
  if (fromUnitId !== undefined) {
    const named = occupancies.find((occupancy) => occupancy.unitId === fromUnitId)
    if (named !== undefined) return { kind: 'end-and-start', ended: named }
    return refused('from_unit_not_occupied', FROM_UNIT, 'is no unit the person lives in')
  }
  const [only, ...more] = occupancies
  if (only === undefined) return { kind: 'start' }
  return more.length === 0
    ? { kind: 'end-and-start', ended: only }
    : refused('ambiguous_move', FROM_UNIT, 'must name one of several')
}
