import type { Assignment, Occupancy, QuestionFacts, Resource, SubjectFacts } from '@latchkey/authz/policy/types'
import { PERMISSION_KEYS, type PermissionKey, ROLE_KEYS } from '@latchkey/shared/permissions'
import { randomly } from '../support/random.ts'
import { assigned, living, person, RESOURCE_NAMES, RESOURCES } from './facts.ts'

export interface Case {
  readonly key: PermissionKey
  readonly facts: QuestionFacts
}

const BUILDINGS = [RESOURCES['own building'].id, RESOURCES['other building'].id, RESOURCES['foreign building'].id]
const ASSIGNMENTS = BUILDINGS.flatMap((id) => [
  assigned('STAFF', id),
  assigned('MANAGER', id),
  assigned('BUILDING_ADMIN', id),
])
const ASKED_ON: (Resource | undefined)[] = [
  ...RESOURCE_NAMES.map((name) => RESOURCES[name]),
  RESOURCES['own building'],
  undefined,
]

/** Questions about random people, each of one of these keys; the same for the same seed. */
export function cases(seed: number, count: number, keys: readonly PermissionKey[] = PERMISSION_KEYS): Case[] {
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
    key: one(keys),
    facts: { subject: subject(), resource: one(ASKED_ON) },
  }))
}
