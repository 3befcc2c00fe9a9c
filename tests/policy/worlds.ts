import type { Assignment, Occupancy, QuestionFacts, Resource, SubjectFacts } from '@latchkey/authz/facts'
import { PERMISSION_KEYS, type PermissionKey, ROLE_KEYS } from '@latchkey/shared/permissions'
import { randomly } from '../support/random.ts'
import { assigned, living, PLACE_NAMES, PLACES, person } from './facts.ts'

export interface Case {
  readonly key: PermissionKey
  readonly facts: QuestionFacts
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
  const { some, one } = randomly(seed)
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
