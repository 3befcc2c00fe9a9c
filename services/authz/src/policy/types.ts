import type { AssignmentTypeName, Decision } from '@latchkey/shared/authz/contract'

/** When a grant begins and ends by itself, in milliseconds since 1970. */
export interface Times {
  readonly startsAt?: number | null
  readonly endsAt?: number | null
}

export interface Assignment extends Times {
  readonly id: string
  readonly buildingId: string
  readonly type: AssignmentTypeName
}

/** An ACTIVE one: neither one that has ended nor one that is booked is a fact. */
export interface Occupancy extends Times {
  readonly id: string
  readonly buildingId: string
}

/** A grant that has not begun: it permits nothing, but tells when something will be permitted. */
export interface GrantAhead extends Times {
  readonly kind: 'role' | 'override' | 'assignment' | 'occupancy'
  /** The key of the role or of the ALLOW, or the id of the row. */
  readonly name: string
  readonly buildingId: string | null
  readonly type: AssignmentTypeName | null
  readonly startsAt: number
}

/** Everything the database says about a subject that a decision about one resource can depend on. */
export interface SubjectFacts {
  /** The moment of which they are true, by the clock of the database, in milliseconds since 1970. */
  readonly asOf: number
  readonly orgId: string
  readonly id: string
  readonly status: 'INVITED' | 'ACTIVE' | 'DISABLED'
  readonly version: number
  readonly roleKeys: readonly string[]
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  /** Of the roles and ALLOWs that have any, by key. */
  readonly roleTimes?: Readonly<Record<string, Times>> | null
  readonly allowTimes?: Readonly<Record<string, Times>> | null
  /** The nearest first. */
  readonly ahead?: readonly GrantAhead[] | null
  readonly assignments: readonly Assignment[]
  readonly occupancies: readonly Occupancy[]
}

/** `many`: more than are read one by one. */
export type Listed<T> = readonly T[] | 'many'

/** The same about all resources at once. */
export interface PolicyFacts extends Omit<SubjectFacts, 'assignments' | 'occupancies'> {
  /** Whether any grant has a beginning or an end, one that has passed included; it has where it is not said. */
  readonly isTimed?: boolean
  readonly assignments: Listed<Assignment>
  readonly occupancies: Listed<Occupancy>
}

/** The same as the database said it. */
export interface AbilityFacts extends PolicyFacts {
  /** The nearest moment at which a grant begins or ends: from then on they are no longer true. */
  readonly boundary: number | null
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
  /** The decisions that were found on them, by the number of the key; kept here, they are near and go with the facts. */
  decisions?: (Decision | undefined)[] | undefined
}
