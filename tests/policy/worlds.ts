import type { Assignment, Occupancy, QuestionFacts, Resource, SubjectFacts } from '@latchkey/authz/facts'
import { PERMISSION_KEYS, type PermissionKey, ROLE_KEYS } from '@latchkey/shared/permissions'
import { assigned, living, PLACE_NAMES, PLACES, person } from './facts.ts'

export interface Case {
  readonly key: PermissionKey
  readonly facts: QuestionFacts
}

/** mulberry32: small, seeded, the same on every machine. Numbers from 0 to 1. */
const random = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const BUILDINGS = [PLACES['own building'].id, PLACES['other building'].id, PLACES['foreign building'].id]
const ASSIGNMENTS = BUILDINGS.flatMap((id) => [
  assigned('STAFF', id),
  assigned('MANAGER', id),
  assigned('BUILDING_ADMIN', id),
])
const RESOURCES: (Resource | undefined)[] = [
  ...PLACE_NAMES.map((place) => PLACES[place]),
  PLACES['own building'],
  undefined,
]

/** Questions about random people, the same for the same seed. */
export function cases(seed: number, count: number): Case[] {
  const next = random(seed)
  const some = <T>(from: readonly T[], chance: number): T[] => from.filter(() => next() < chance)
  const one = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(next() * from.length)]
    // safe because next() is below 1 and no list here is empty; undefined can only be a member of the list
    return picked as T
  }
  const subject = (): SubjectFacts => {
    const overridden = some(PERMISSION_KEYS, 0.3)
    const allow = some(overridden, 0.5)
    const assignments: Assignment[] = some(ASSIGNMENTS, 0.15)
    const occupancies: Occupancy[] = some(BUILDINGS, 0.3).map((id) => living(id))
    return person({
      status: one(['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'INVITED', 'DISABLED'] as const),
      roleKeys: some([...ROLE_KEYS, 'landlord'], 0.15),
      allow,
      deny: overridden.filter((key) => !allow.includes(key)),
      assignments,
      occupancies,
    })
  }
  return Array.from({ length: count }, () => ({
    key: one(PERMISSION_KEYS),
    facts: { subject: subject(), resource: one(RESOURCES) },
  }))
}
