import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'

export interface Assignment {
  readonly id: string
  readonly buildingId: string
  readonly type: AssignmentTypeName
}

/** An ACTIVE one: an ended occupancy is no fact. */
export interface Occupancy {
  readonly id: string
  readonly buildingId: string
}

/** Everything the database says about a subject that a decision about one resource can depend on. */
export interface SubjectFacts {
  readonly orgId: string
  readonly id: string
  readonly status: 'INVITED' | 'ACTIVE' | 'DISABLED'
  readonly version: number
  readonly roleKeys: readonly string[]
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly assignments: readonly Assignment[]
  readonly occupancies: readonly Occupancy[]
}

/** `many`: more than are read one by one. */
export type Listed<T> = readonly T[] | 'many'

/** The same about all resources at once. */
export interface AbilityFacts extends Omit<SubjectFacts, 'assignments' | 'occupancies'> {
  readonly assignments: Listed<Assignment>
  readonly occupancies: Listed<Occupancy>
}

/** What a question is about; a unit has become its building. */
export type Resource =
  | { readonly type: 'org'; readonly id: string }
  | { readonly type: 'building'; readonly orgId: string; readonly id: string }

/**
 * A subject with its grants on one resource, or one on which they decide alike; no resource when the subject's org has no
 * building or unit of this id.
 */
export interface QuestionFacts {
  readonly subject: SubjectFacts
  readonly resource: Resource | undefined
}
