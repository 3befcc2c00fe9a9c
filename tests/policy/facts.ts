import { evaluatorOf } from '@latchkey/authz/decide'
import type {
  Assignment,
  GrantAhead,
  Occupancy,
  QuestionFacts,
  Resource,
  SubjectFacts,
} from '@latchkey/authz/policy/types'
import type { AssignmentTypeName, Decision } from '@latchkey/shared/authz/contract'
import type { PermissionKey } from '@latchkey/shared/permissions'

const ORG = 'org A'
const FOREIGN_ORG = 'org B'
const OWN = 'the own building'
const OTHER = 'another building of org A'
const FOREIGN = 'a building of org B'

/** What a question can be about, as somebody of org A sees it. */
export const RESOURCES = {
  'own building': { type: 'building', orgId: ORG, id: OWN },
  'other building': { type: 'building', orgId: ORG, id: OTHER },
  'foreign building': { type: 'building', orgId: FOREIGN_ORG, id: FOREIGN },
  org: { type: 'org', id: ORG },
  'foreign org': { type: 'org', id: FOREIGN_ORG },
} as const satisfies Record<string, Resource>

export type ResourceName = keyof typeof RESOURCES
// safe because RESOURCES has exactly the keys of its own type
export const RESOURCE_NAMES = Object.keys(RESOURCES) as ResourceName[]

/** Somebody of org A: ACTIVE and without any grant unless said otherwise. */
export const person = (facts: Partial<Omit<SubjectFacts, 'asOf'>> = {}): SubjectFacts => ({
  asOf: 0,
  orgId: ORG,
  id: 'the person',
  status: 'ACTIVE',
  version: 7,
  roleKeys: [],
  allow: [],
  deny: [],
  assignments: [],
  occupancies: [],
  ...facts,
})

export const assigned = (type: AssignmentTypeName, buildingId: string = OWN): Assignment => ({
  id: `${type} of ${buildingId}`,
  buildingId,
  type,
})

export const living = (buildingId: string = OWN): Occupancy => ({ id: `a flat in ${buildingId}`, buildingId })

/** When the facts are those of moment 0. */
export const TOMORROW = 24 * 60 * 60 * 1_000

/** A grant of the person's own that begins tomorrow, an assignment or a home in the own building. */
export const ahead = (kind: GrantAhead['kind'], name: string, type: AssignmentTypeName | null = null): GrantAhead => {
  const buildingId = kind === 'assignment' || kind === 'occupancy' ? OWN : null
  return { kind, name, type, buildingId, startsAt: TOMORROW }
}

export const decide = (key: PermissionKey, facts: QuestionFacts | undefined): Decision => evaluatorOf(facts)(key)
