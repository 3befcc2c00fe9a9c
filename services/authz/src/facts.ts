import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import type { Pool, QueryConfig } from 'pg'
import { ABILITIES, LISTED_GRANTS, QUESTION } from './statements.ts'

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

/** The policy information point. Each call is one statement, thus one snapshot; an unknown subject is `undefined`. */
export interface Facts {
  /** @throws DomainError `unavailable` */
  forQuestion(subjectId: string, type: ResourceType, resourceId: string): Promise<QuestionFacts | undefined>
  /** @throws DomainError `unavailable` */
  forAbilities(subjectId: string): Promise<AbilityFacts | undefined>
}

interface QuestionRow extends SubjectFacts {
  readonly resolvedId: string | null
}

const CANONICAL_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const listed = <T>(grants: readonly T[]): Listed<T> => (grants.length > LISTED_GRANTS ? 'many' : grants)

const resourceOf = (type: ResourceType, resourceId: string, row: QuestionRow): Resource | undefined => {
  if (type === 'org') return { type, id: resourceId }
  return row.resolvedId === null ? undefined : { type: 'building', orgId: row.orgId, id: row.resolvedId }
}

export function createFacts(pool: Pool): Facts {
  const readSubject = async <Row extends SubjectFacts>(query: QueryConfig): Promise<Row | undefined> => {
    try {
      const { rows } = await pool.query<Row>(query)
      return rows.length === 1 ? rows[0] : undefined
    } catch (cause) {
      throw new DomainError('unavailable', { cause })
    }
  }

  const forQuestion: Facts['forQuestion'] = async (subjectId, type, resourceId) => {
    // Ids are opaque and case-sensitive; PostgreSQL would read other spellings of a uuid as the same.
    if (!CANONICAL_ID.test(subjectId)) return undefined
    const values = [subjectId, type, CANONICAL_ID.test(resourceId) ? resourceId : null]
    const row = await readSubject<QuestionRow>({ name: 'question', text: QUESTION, values })
    if (row === undefined) return undefined
    const { resolvedId: _, ...subject } = row
    return { subject, resource: resourceOf(type, resourceId, row) }
  }

  const forAbilities: Facts['forAbilities'] = async (subjectId) => {
    if (!CANONICAL_ID.test(subjectId)) return undefined
    const row = await readSubject<SubjectFacts>({ name: 'abilities', text: ABILITIES, values: [subjectId] })
    if (row === undefined) return undefined
    return { ...row, assignments: listed(row.assignments), occupancies: listed(row.occupancies) }
  }

  return { forQuestion, forAbilities }
}
