import { DomainError } from '@latchkey/shared/errors'
import type { ResidentGrant } from './schema.ts'

interface Living {
  readonly id: string
  readonly unitId: string
  readonly buildingId: string
}

/** How somebody with these ACTIVE occupancies comes into the unit. */
export type Departure<Occupancy extends Living> =
  | { readonly kind: 'already-there'; readonly occupancy: Occupancy }
  | { readonly kind: 'add' }
  | { readonly kind: 'from'; readonly occupancy: Occupancy }
  | { readonly kind: 'refused'; readonly error: DomainError }

const refused = (code: 'ambiguous_move' | 'from_unit_not_occupied', pointer: string, message: string) =>
  ({ kind: 'refused', error: new DomainError(code, { errors: [{ pointer, message }] }) }) as const

const FROM_UNIT = '/grants/resident/fromUnitId'

/**
 * Already there: nothing to do. ADD, or a MOVE by somebody who lives nowhere: one more. A MOVE from one place: out of it.
 * From several: `fromUnitId` must say which.
 */
export function departureOf<Occupancy extends Living>(
  living: readonly Occupancy[],
  { unitId, mode, fromUnitId }: ResidentGrant,
): Departure<Occupancy> {
  const there = living.find((occupancy) => occupancy.unitId === unitId)
  if (there !== undefined) return { kind: 'already-there', occupancy: there }
  if (mode === 'ADD') return { kind: 'add' }
  if (fromUnitId !== undefined) {
    const named = living.find((occupancy) => occupancy.unitId === fromUnitId)
    if (named !== undefined) return { kind: 'from', occupancy: named }
    return refused('from_unit_not_occupied', FROM_UNIT, 'is no unit the person lives in')
  }
  const [only, ...more] = living
  if (only === undefined) return { kind: 'add' }
  return more.length === 0
    ? { kind: 'from', occupancy: only }
    : refused('ambiguous_move', FROM_UNIT, 'must name one of several')
}
