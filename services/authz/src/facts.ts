import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { Pool } from 'pg'
import { createFindHolders, type FindHolders } from './access/holders.ts'
import { createRead } from './pool.ts'
import { createSearchFacts, type SearchFacts } from './search/reader.ts'
import { ABILITIES, LISTED_GRANTS, QUESTIONS } from './statements.ts'

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

export type ResourceType = 'org' | 'building' | 'unit'

/** What a question is about; a unit has become its building. */
export type Resource =
  | { readonly type: 'org'; readonly id: string }
  | { readonly type: 'building'; readonly orgId: string; readonly id: string }

/** A subject with its grants on one resource; no resource when the subject's org has no building or unit of this id. */
export interface QuestionFacts {
  readonly subject: SubjectFacts
  readonly resource: Resource | undefined
}

/** What a question is about, by ids. */
export interface Asked {
  readonly subjectId: string
  readonly type: ResourceType
  readonly resourceId: string
}

/** The policy information point. Each call is one statement, thus one snapshot; an unknown subject is `undefined`. */
export interface Facts extends SearchFacts {
  /** Who holds any grant that may count in a building. @throws DomainError `unavailable` */
  readonly findHolders: FindHolders
  /** The facts of each, in their order. @throws DomainError `unavailable` */
  forQuestions(asked: readonly Asked[]): Promise<readonly (QuestionFacts | undefined)[]>
  /** @throws DomainError `unavailable` */
  forAbilities(subjectId: string): Promise<AbilityFacts | undefined>
}

interface QuestionRow extends SubjectFacts {
  /** The place of the question, from 1. */
  readonly at: number
  readonly resolvedId: string | null
}

const CANONICAL_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const listed = <T>(grants: readonly T[]): Listed<T> => (grants.length > LISTED_GRANTS ? 'many' : grants)

const resourceOf = ({ type, resourceId }: Asked, row: QuestionRow): Resource | undefined => {
  if (type === 'org') return { type, id: resourceId }
  return row.resolvedId === null ? undefined : { type: 'building', orgId: row.orgId, id: row.resolvedId }
}

/** Ids and types of a fixed form: no two different questions have the same text. */
const textOf = ({ subjectId, type, resourceId }: Asked): string => `${subjectId} ${type} ${resourceId}`

export function createFacts(pool: Pool): Facts {
  const read = createRead(pool)

  const readDistinct = async (distinct: readonly Asked[]): Promise<(QuestionFacts | undefined)[]> => {
    const ids = distinct.map(({ resourceId }) => (CANONICAL_ID.test(resourceId) ? resourceId : null))
    const values = [distinct.map(({ subjectId }) => subjectId), distinct.map(({ type }) => type), ids]
    const rows = await read<QuestionRow>({ name: 'questions', text: QUESTIONS, values })
    const byPlace = Map.groupBy(rows, ({ at }) => at)
    return distinct.map((asked, index) => {
      const [row, another] = byPlace.get(index + 1) ?? []
      if (row === undefined || another !== undefined) return undefined
      const { at: _, resolvedId: __, ...subject } = row
      return { subject, resource: resourceOf(asked, row) }
    })
  }

  const forQuestions: Facts['forQuestions'] = async (asked) => {
    // Ids are opaque and case-sensitive; PostgreSQL would read other spellings of a uuid as the same.
    const readable = asked.filter(({ subjectId }) => CANONICAL_ID.test(subjectId))
    const distinct = new Map(readable.map((one) => [textOf(one), one]))
    if (distinct.size === 0) return asked.map(() => undefined)
    const facts = await readDistinct([...distinct.values()])
    const known = new Map([...distinct.keys()].map((text, at) => [text, facts[at]]))
    return asked.map((one) => known.get(textOf(one)))
  }

  const forAbilities: Facts['forAbilities'] = async (subjectId) => {
    if (!CANONICAL_ID.test(subjectId)) return undefined
    const [row, another] = await read<SubjectFacts>({ name: 'abilities', text: ABILITIES, values: [subjectId] })
    if (row === undefined || another !== undefined) return undefined
    return { ...row, assignments: listed(row.assignments), occupancies: listed(row.occupancies) }
  }

  return { forQuestions, forAbilities, findHolders: createFindHolders(read), ...createSearchFacts(read) }
}
