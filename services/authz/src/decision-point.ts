import type { Question } from '@latchkey/shared/authz/contract'
import type {
  ActionSearch,
  FoundAction,
  FoundEntity,
  ResourceSearch,
  SubjectSearch,
} from '@latchkey/shared/authz/search'
import type { DomainError } from '@latchkey/shared/errors'

export interface Evaluation {
  readonly decision: boolean
  readonly context?: Readonly<Record<string, unknown>>
}

/** An answer that could not be given is an error, never a denial. */
export type Answer = Evaluation | DomainError

/** Which part of all results: at most `limit` of those behind `after`, from the first when there is no `after`. */
export interface Slice {
  readonly after: string | undefined
  readonly limit: number
}

/** `next`: what the next slice comes after; undefined when nothing is left. */
export interface Found<Result> {
  readonly results: readonly Result[]
  readonly next: string | undefined
}

/** What the HTTP layer of AuthZEN stands on. Whatever a search finds must evaluate to true. */
export interface DecisionPoint {
  /** Answers each question by itself, in its place. @throws DomainError when none can be answered */
  evaluate(questions: readonly Question[]): Promise<readonly Answer[]>
  /** @throws DomainError `invalid_request` when there is no such `after` */
  searchSubjects(search: SubjectSearch, slice: Slice): Promise<Found<FoundEntity>>
  /** @throws DomainError `invalid_request` when there is no such `after` */
  searchResources(search: ResourceSearch, slice: Slice): Promise<Found<FoundEntity>>
  /** @throws DomainError `invalid_request` when there is no such `after` */
  searchActions(search: ActionSearch, slice: Slice): Promise<Found<FoundAction>>
}
