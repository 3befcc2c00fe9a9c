import type { AbilityFacts, Asked, Assignment, Listed, Occupancy } from './facts.ts'
import type { Read } from './pool.ts'
import { CURRENT, FACTS, LISTED_GRANTS } from './statements.ts'

/** The building that a question is about; with the grants there when the subject has too many to list. */
export interface Place {
  readonly buildingId: string
  readonly assignments: readonly Assignment[] | null
  readonly occupancies: readonly Occupancy[] | null
}

/** What one statement says of a question: the same moment for the subject and for the resource. */
export interface Snapshot<Subject> {
  readonly subject: Subject
  readonly place: Place | undefined
}

/** Which facts about a subject are the newest. */
export interface Version {
  readonly orgId: string
  readonly version: number
}

/** The only reader of facts. Each call is one statement; an unknown subject is undefined. */
export interface Snapshots {
  /** @throws DomainError `unavailable` */
  whole(asked: readonly Asked[]): Promise<readonly (Snapshot<AbilityFacts> | undefined)[]>
  /** The version only. @throws DomainError `unavailable` */
  current(asked: readonly Asked[]): Promise<readonly (Snapshot<Version> | undefined)[]>
}

interface SubjectRow extends Omit<AbilityFacts, 'assignments' | 'occupancies'> {
  readonly assignments: readonly Assignment[]
  readonly occupancies: readonly Occupancy[]
}
interface FactsRow {
  readonly subjects: readonly SubjectRow[]
  readonly places: readonly (Place & { readonly at: number })[]
}
interface CurrentRow extends Version {
  readonly at: number
  readonly buildingId: string | null
}

const CANONICAL_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

// Ids are opaque and case-sensitive; PostgreSQL would read other spellings of a uuid as the same.
const idOrNull = (text: string): string | null => (CANONICAL_ID.test(text) ? text : null)

const valuesOf = (asked: readonly Asked[]): unknown[] => [
  asked.map(({ subjectId }) => idOrNull(subjectId)),
  asked.map(({ type }) => type),
  asked.map(({ resourceId }) => idOrNull(resourceId)),
]

/** The one row there is. Two would be those of an id that two orgs share: then neither is trusted. */
const only = <Row>(rows: readonly Row[] = []): Row | undefined => (rows.length === 1 ? rows[0] : undefined)

const listed = <T>(grants: readonly T[]): Listed<T> => (grants.length > LISTED_GRANTS ? 'many' : grants)

export function createSnapshots(read: Read): Snapshots {
  const whole: Snapshots['whole'] = async (asked) => {
    const rows = await read<FactsRow>({ name: 'facts', text: FACTS, values: valuesOf(asked) })
    const { subjects, places } = rows[0] ?? { subjects: [], places: [] }
    const bySubject = Map.groupBy(subjects, ({ id }) => id)
    const byPlace = Map.groupBy(places, ({ at }) => at)
    return asked.map(({ subjectId }, index) => {
      const row = only(bySubject.get(subjectId))
      if (row === undefined) return undefined
      const subject = { ...row, assignments: listed(row.assignments), occupancies: listed(row.occupancies) }
      return { subject, place: only(byPlace.get(index + 1)) }
    })
  }

  const current: Snapshots['current'] = async (asked) => {
    const rows = await read<CurrentRow>({ name: 'current', text: CURRENT, values: valuesOf(asked) })
    const byPlace = Map.groupBy(rows, ({ at }) => at)
    return asked.map((_, index) => {
      const row = only(byPlace.get(index + 1))
      if (row === undefined) return undefined
      const { buildingId, ...subject } = row
      const place = buildingId === null ? undefined : { buildingId, assignments: null, occupancies: null }
      return { subject, place }
    })
  }

  return { whole, current }
}
