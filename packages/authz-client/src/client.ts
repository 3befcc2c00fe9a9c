import { AccessListPage, type AccessListQuestion } from '@latchkey/shared/authz/access-list'
import { Abilities, Decision, type ResourceType, SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import { FoundActions, FoundEntities } from '@latchkey/shared/authz/search'
import { SubjectAccess } from '@latchkey/shared/authz/subject-access'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { z } from 'zod'
import { UnexpectedAnswerError } from './errors.ts'
import { errorOf } from './refused.ts'
import { type AuthzClientOptions, BEHIND, type CallOptions, createTransport } from './transport.ts'

export type SubjectRef = { readonly type: typeof SUBJECT_TYPE; readonly id: string }
export type ResourceRef = { readonly type: ResourceType; readonly id: string }

interface Fresh {
  /** The answer must not be older than this version of the subject, nor than this one of its org. */
  readonly context?: { readonly atLeast: number; readonly orgAtLeast?: number }
}

interface AboutSubject extends Fresh {
  readonly subject: SubjectRef
}

/** At most 200 buildings; `at`: of that moment, as ISO 8601 has it; `explain`: with the decision on each key. */
interface BuildingIds {
  readonly buildingIds: readonly string[]
  readonly at?: string | undefined
  readonly explain?: boolean
}

/** May this subject do this on this resource? A key that the catalogue does not have does not compile. */
export interface AccessRequest extends AboutSubject {
  readonly action: { readonly name: PermissionKey }
  readonly resource: ResourceRef
}

/** Asks authz. Every failure throws an AuthzError of its own class; a failure is never a permit. */
export interface AuthzClient {
  /** @throws AuthzError */
  check(question: AccessRequest, options?: CallOptions): Promise<Decision>
  /** The decisions in the order of the questions, at most 1,000. @throws AuthzError */
  checkAll(questions: readonly AccessRequest[], options?: CallOptions): Promise<Decision[]>
  /** What a subject may do as a whole, for list filters by `accessibleBy`. @throws AuthzError */
  abilities(question: AboutSubject, options?: CallOptions): Promise<Abilities>
  /** The ids of those who may. @throws AuthzError */
  searchSubjects(question: Pick<AccessRequest, 'action' | 'resource'>, options?: CallOptions): AsyncIterable<string>
  /** The ids of the resources of a type on which the subject may. @throws AuthzError */
  searchResources(
    question: Omit<AccessRequest, 'resource'> & { readonly type: ResourceType },
    options?: CallOptions,
  ): AsyncIterable<string>
  /** What the subject may do there. @throws AuthzError */
  searchActions(question: Omit<AccessRequest, 'action'>, options?: CallOptions): AsyncIterable<string>
  /** A page of who may do what in a building. @throws AuthzError */
  accessList(question: AccessListQuestion, options?: CallOptions): Promise<AccessListPage>
  /** What a subject may do in its org and in some buildings. @throws AuthzError */
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

/** An item of a batch that has an error instead of a decision. */
const Failed = z.object({ context: z.object({ error: z.object({ status: z.int(), message: z.string() }) }) })
const Evaluations = z.object({ evaluations: z.array(z.union([Decision, Failed])) })

/** The decisions, one for each question. @throws AuthzError where one is missing, or the first that failed */
const decisionsOf = ({ evaluations }: z.output<typeof Evaluations>, asked: number): Decision[] => {
  if (evaluations.length !== asked)
    throw new UnexpectedAnswerError(`authz answered ${evaluations.length} of ${asked} questions`, { status: 200 })
  return evaluations.map((one) => {
    if ('decision' in one) return one
    const { status, message } = one.context.error
    // Items have no code. One that cannot be answered now, while the batch is, is about a version that is not there yet.
    throw errorOf({ status, code: status === 503 ? BEHIND : undefined, detail: message })
  })
}
const decisionsFor = (asked: number) => Evaluations.transform((answer) => decisionsOf(answer, asked))

/** A question is asked again when the connection broke, or a proxy or replica cannot serve now, within the deadline. */
export function createAuthzClient(options: AuthzClientOptions): AuthzClient {
  const { ask, ready, close } = createTransport(options)
  const searchFor = (what: 'subject' | 'resource', question: object, call?: CallOptions) =>
    pages((page) => ask(`/access/v1/search/${what}`, { ...question, ...page }, FoundEntities, call))

  return {
    check: (question, call) => ask('/authz/check', question, Decision, call),
    checkAll: async (questions, call) => {
      if (questions.length === 0) return []
      return await ask('/authz/check/batch', { evaluations: questions }, decisionsFor(questions.length), call)
    },
    abilities: (question, call) => ask('/authz/abilities', question, Abilities, call),
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
