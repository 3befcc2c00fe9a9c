import type { ResourceType } from '@latchkey/shared/authz/contract'
import { isId } from '@latchkey/shared/ids'
import type { AbilityFacts, Assignment, Listed, Occupancy } from '../policy/types.ts'
import type { CurrentVersion } from './freshness.ts'
import type { Read } from './pool.ts'
import { FACTS, LISTED_GRANTS, VERSIONS } from './statements.ts'

/** What a question is about, by ids, and the versions of the subject and its org that it must not be answered from before. */
export interface FactsQuery {
  readonly subjectId: string
  readonly type: ResourceType
  readonly resourceId: string
  readonly atLeast?: number | undefined
  readonly orgAtLeast?: number | undefined
  /** Whether the subject has too many grants to list: then those in the building are read with its version. */
  readonly hasMany?: boolean | undefined
}

/** The building that a query is about; with the grants there when the subject has too many to list. */
export interface QueriedBuilding {
  readonly buildingId: string
  /** The version of the org at which it was there; none where the subject's grants prove it. */
  readonly orgVersion: number | undefined
  readonly assignments: readonly Assignment[] | null
  readonly occupancies: readonly Occupancy[] | null
}

/** What one statement says of a query: the same moment for the subject and for the resource. */
export interface Snapshot<Subject> {
  readonly subject: Subject
  readonly building: QueriedBuilding | undefined
  /** Whether the database that says so follows another one. */
  readonly isReplica?: boolean
}

/** A snapshot for each query, in their order; undefined for an unknown subject. @throws DomainError `unavailable` */
export type ReadSnapshots<Subject> = (
  queries: readonly FactsQuery[],
) => Promise<readonly (Snapshot<Subject> | undefined)[]>

interface SubjectRow extends Omit<AbilityFacts, 'assignments' | 'occupancies'> {
  readonly assignments: readonly Assignment[]
  readonly occupancies: readonly Occupancy[]
}
interface FactsRow {
  readonly subjects: readonly SubjectRow[]
  readonly buildings: readonly (QueriedBuilding & { readonly at: number })[]
  readonly isReplica: boolean
}
interface VersionRow extends CurrentVersion {
  readonly at: number
  readonly buildingId: string | null
  readonly orgVersion: number
  readonly assignments: readonly Assignment[] | null
  readonly occupancies: readonly Occupancy[] | null
  readonly isReplica: boolean
}

// PostgreSQL would read other spellings of a uuid as the same.
const idOrNull = (text: string): string | null => (isId(text) ? text : null)

const valuesOf = (queries: readonly FactsQuery[]): unknown[] => [
  queries.map(({ subjectId }) => idOrNull(subjectId)),
  queries.map(({ type }) => type),
  queries.map(({ resourceId }) => idOrNull(resourceId)),
]

/** The one row there is. Two would be those of an id that two orgs share: then neither is trusted. */
const only = <Row>(rows: readonly Row[] = []): Row | undefined => (rows.length === 1 ? rows[0] : undefined)

const listed = <T>(grants: readonly T[]): Listed<T> => (grants.length > LISTED_GRANTS ? 'many' : grants)

const NO_FACTS: FactsRow = { subjects: [], buildings: [], isReplica: false }

/** All facts, by one statement: of now, or of another moment. */
export const createReadFacts = (read: Read) => {
  return async (queries: readonly FactsQuery[], at?: string) => {
    const values = [...valuesOf(queries), at ?? null]
    const rows = await read<FactsRow>({ name: 'facts', text: FACTS, values })
    const { subjects, buildings, isReplica } = rows[0] ?? NO_FACTS
    const bySubject = Map.groupBy(subjects, ({ id }) => id)
    const byQuery = Map.groupBy(buildings, ({ at }) => at)
    return queries.map(({ subjectId }, index): Snapshot<AbilityFacts> | undefined => {
      const row = only(bySubject.get(subjectId))
      if (row === undefined) return undefined
      const subject = { ...row, assignments: listed(row.assignments), occupancies: listed(row.occupancies) }
      return { subject, building: only(byQuery.get(index + 1)), isReplica }
    })
  }
}

/** The versions of the subjects, and the buildings with the grants there of those who have many, by one cheap statement. */
export const createReadVersions = (read: Read): ReadSnapshots<CurrentVersion> => {
  return async (queries) => {
    const values = [...valuesOf(queries), queries.map(({ hasMany = false }) => hasMany)]
    const rows = await read<VersionRow>({ name: 'versions', text: VERSIONS, values })
    const byQuery = Map.groupBy(rows, ({ at }) => at)
    return queries.map((_, index) => {
      const row = only(byQuery.get(index + 1))
      if (row === undefined) return undefined
      const { orgId, version, now, buildingId, isReplica, ...there } = row
      return {
        subject: { orgId, version, now },
        building: buildingId === null ? undefined : { ...there, buildingId },
        isReplica,
      }
    })
  }
}
