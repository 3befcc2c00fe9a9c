import type { PermissionKey } from '../permissions.ts'
import { type LatchkeyAbility, unpackAbility } from './ability.ts'
import { AccessListPage, type AccessListQuestion } from './access-list.ts'
import { Abilities, Decision, Decisions, type ResourceType, SUBJECT_TYPE } from './contract.ts'
import { FoundActions, FoundEntities } from './search.ts'
import { SubjectAccess } from './subject-access.ts'
import { type CallOptions, createTransport, type TransportOptions, unavailable } from './transport.ts'

export type SubjectRef = { readonly type: typeof SUBJECT_TYPE; readonly id: string }
export type ResourceRef = { readonly type: ResourceType; readonly id: string }

interface Fresh {
  /** The answer must not be older than this version of the subject, nor than this one of its org. */
  readonly context?: { readonly atLeast: number; readonly orgAtLeast?: number }
}

interface AboutSubject extends Fresh {
  readonly subject: SubjectRef
}

/** At most 200 buildings; `at`: of that moment, as ISO 8601 has it. */
interface BuildingIds {
  readonly buildingIds: readonly string[]
  readonly at?: string | undefined
}

/** May this subject do this on this resource? A key that the catalogue does not have does not compile. */
export interface AccessRequest extends AboutSubject {
  readonly action: { readonly name: PermissionKey }
  readonly resource: ResourceRef
}

/** Asks authz. Whatever goes wrong is `authorization_unavailable`; nothing that went wrong is ever a permit. */
export interface AuthzClient {
  /** @throws DomainError `authorization_unavailable` */
  check(question: AccessRequest, options?: CallOptions): Promise<Decision>
  /** The decisions in the order of the questions, at most 1,000. @throws DomainError `authorization_unavailable` */
  checkAll(questions: readonly AccessRequest[], options?: CallOptions): Promise<Decision[]>
  /** What a subject may do as a whole, for list filters. @throws DomainError `authorization_unavailable` */
  ability(question: AboutSubject, options?: CallOptions): Promise<LatchkeyAbility>
  /** The ids of those who may. @throws DomainError `authorization_unavailable` */
  searchSubjects(question: Pick<AccessRequest, 'action' | 'resource'>, options?: CallOptions): AsyncIterable<string>
  /** The ids of the resources of a type on which the subject may. @throws DomainError `authorization_unavailable` */
  searchResources(
    question: Omit<AccessRequest, 'resource'> & { readonly type: ResourceType },
    options?: CallOptions,
  ): AsyncIterable<string>
  /** What the subject may do there. @throws DomainError `authorization_unavailable` */
  searchActions(question: Omit<AccessRequest, 'action'>, options?: CallOptions): AsyncIterable<string>
  /** A page of who may do what in a building. @throws DomainError `authorization_unavailable` */
  accessList(question: AccessListQuestion, options?: CallOptions): Promise<AccessListPage>
  /** What a subject may do in its org and in some buildings. @throws DomainError `authorization_unavailable` */
  subjectAccess(question: AboutSubject & BuildingIds, options?: CallOptions): Promise<SubjectAccess>
  /** Whether authz says that it can decide. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

interface Page<Result> {
  readonly results: readonly Result[]
  readonly page: { readonly next_token: string }
}

/** Page after page, as they are asked for; the last one has an empty token. */
async function* pages<Result>(fetch: (page: object) => Promise<Page<Result>>): AsyncGenerator<Result> {
  let token = ''
  do {
    const { results, page } = await fetch(token === '' ? {} : { page: { token } })
    yield* results
    token = page.next_token
  } while (token !== '')
}

async function* each<Result>(found: AsyncIterable<Result>, name: (result: Result) => string): AsyncGenerator<string> {
  for await (const result of found) yield name(result)
}

/** A client over kept-alive connections. A question is asked again only when the connection broke, within the deadline. */
export function createAuthzClient(options: TransportOptions): AuthzClient {
  const { ask, ready, close } = createTransport(options)
  const searchFor = (what: 'subject' | 'resource', question: object, call?: CallOptions) =>
    pages((page) => ask(`/access/v1/search/${what}`, { ...question, ...page }, FoundEntities, call))

  return {
    check: (question, call) => ask('/authz/check', question, Decision, call),
    checkAll: async (questions, call) => {
      if (questions.length === 0) return []
      const { evaluations } = await ask('/authz/check/batch', { evaluations: questions }, Decisions, call)
      if (evaluations.length === questions.length) return evaluations
      throw unavailable(new Error(`authz answered ${evaluations.length} of ${questions.length} questions`))
    },
    ability: async (question, call) => unpackAbility(await ask('/authz/abilities', question, Abilities, call)),
    searchSubjects: (question, call) =>
      each(searchFor('subject', { subject: { type: SUBJECT_TYPE }, ...question }, call), ({ id }) => id),
    searchResources: ({ type, ...question }, call) =>
      each(searchFor('resource', { ...question, resource: { type } }, call), ({ id }) => id),
    searchActions: (question, call) => {
      const found = pages((page) => ask('/access/v1/search/action', { ...question, ...page }, FoundActions, call))
      return each(found, ({ name }) => name)
    },
    accessList: (question, call) => ask('/authz/access', question, AccessListPage, call),
    subjectAccess: (question, call) => ask('/authz/access/subject', question, SubjectAccess, call),
    ready,
    close,
  }
}
