import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import type { AccessListEntry } from '@latchkey/shared/authz/access-list'
import type { Abilities, AbilitiesQuestion, Question } from '@latchkey/shared/authz/contract'
import type {
  ActionSearch,
  FoundAction,
  FoundEntity,
  ResourceSearch,
  SubjectSearch,
} from '@latchkey/shared/authz/search'
import type { SubjectAccess, SubjectAccessQuestion } from '@latchkey/shared/authz/subject-access'
import type { DomainError } from '@latchkey/shared/errors'

/** Immutable, with what is in it: the JSON of its parts is written once. */
export interface Evaluation {
  readonly decision: boolean
  readonly context?: Readonly<Record<string, unknown>>
}

/** Which part of all results: at most `limit` of those behind `after`, from the first when there is no `after`. */
export interface PageRequest {
  readonly after: string | undefined
  readonly limit: number
}

/** `next`: what the next page comes after; undefined when nothing is left. */
export interface Page<Result> {
  readonly results: readonly Result[]
  readonly next: string | undefined
}

/** What the HTTP layer stands on. Whatever a search finds must evaluate to true. */
export interface DecisionPoint {
  /**
   * Answers each question by itself, in its place; an answer that could not be given is an error, never a denial.
   * @throws DomainError when none can be answered
   */
  evaluate(questions: readonly Question[]): AtOnceOrLater<readonly (Evaluation | DomainError)[]>
  /** @throws DomainError `invalid_request` when there is no such `after` */
  searchSubjects(search: SubjectSearch, page: PageRequest): Promise<Page<FoundEntity>>
  /** @throws DomainError `invalid_request` when there is no such `after` */
  searchResources(search: ResourceSearch, page: PageRequest): Promise<Page<FoundEntity>>
  /** @throws DomainError `invalid_request` when there is no such `after` */
  searchActions(search: ActionSearch, page: PageRequest): Promise<Page<FoundAction>>
  /** What a subject may do as a whole, as rules for list filters. @throws DomainError */
  listAbilities(question: AbilitiesQuestion): Promise<Abilities>
  /**
   * Who may do what in a building; `at`: at that moment, as ISO 8601 has it.
   * @throws DomainError `invalid_request` when there is no such `after`
   */
  listAccess(buildingId: string, page: PageRequest, at?: string): Promise<Page<AccessListEntry>>
  /** What a subject may do in its org and in buildings of it, and through which grants. @throws DomainError */
  subjectAccess(question: SubjectAccessQuestion): Promise<SubjectAccess>
  /** The same to whom nothing is known but these orgs: about others it answers as about ids that nobody has. */
  within(orgs: ReadonlySet<string>): DecisionPoint
}
