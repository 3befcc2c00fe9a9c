import type { ResourceType } from '@latchkey/shared/authz/contract'
import { isId } from '@latchkey/shared/ids'
import type { AbilityFacts, Assignment, Occupancy } from '../policy/types.ts'
import type { CurrentVersion } from './freshness.ts'
import { type GrantRow, grantsOnBuildings, type SubjectRow, subjectOf } from './grant-rows.ts'
import type { Read } from './pool.ts'
import { FACTS, VERSIONS, VERSIONS_WITH_GRANTS } from './statements.ts'

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

interface BuildingRow {
  readonly at: number
  readonly buildingId: string
  /** Those there, when the subject may have too many to list. */
  readonly grants: readonly GrantRow[] | null
}
/** What is the same for all that a statement says. */
interface Common {
  readonly isReplica: boolean
  /** None of an org from which nothing has been deleted. */
  readonly orgVersions: Readonly<Record<string, number>> | null
}
interface FactsRow extends Common {
  readonly subjects: readonly SubjectRow[]
  readonly buildings: readonly BuildingRow[]
  readonly asOf: number
}
/** Lists of one length; null instead of empty ones. */
interface VersionsRow extends Common {
  readonly now: number
  readonly at: readonly number[] | null
  readonly orgId: readonly string[]
  readonly version: readonly number[]
  readonly buildingId: readonly (string | null)[]
  /** None where no query asks for them. */
  readonly grants: readonly (readonly GrantRow[] | null)[] | null
}

// PostgreSQL would read other spellings of a uuid as the same.
const idOrNull = (text: string): string | null => (isId(text) ? text : null)

/** An array as PostgreSQL reads it, of what needs no quotes: the driver would look for some in each. */
const arrayOf = (values: readonly (string | boolean | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join()}}`

const valuesOf = (queries: readonly FactsQuery[]): unknown[] => {
  const idsOf = (wanted: ResourceType) =>
    arrayOf(queries.map(({ type, resourceId }) => (type === wanted ? idOrNull(resourceId) : null)))
  return [arrayOf(queries.map(({ subjectId }) => idOrNull(subjectId))), idsOf('building'), idsOf('unit')]
}

/** The one row there is. Two would be those of an id that two orgs share: then neither is trusted. */
const only = <Row>(rows: readonly Row[] = []): Row | undefined => (rows.length === 1 ? rows[0] : undefined)

const NOT_READ = { assignments: null, occupancies: null } as const

const buildingOf = (
  { buildingId, grants }: Pick<BuildingRow, 'buildingId' | 'grants'>,
  orgId: string,
  { orgVersions }: Common,
): QueriedBuilding => ({
  buildingId,
  orgVersion: orgVersions?.[orgId] ?? 0,
  ...(grants === null ? NOT_READ : grantsOnBuildings(grants)),
})

/** All facts, by one statement: of now, or of another moment. */
export const createReadFacts = (read: Read) => {
  return async (queries: readonly FactsQuery[], at?: string) => {
    const values = [...valuesOf(queries), at ?? null]
    const [row] = await read<FactsRow>({ name: 'facts', text: FACTS, values })
    if (row === undefined) return []
    const { asOf, isReplica } = row
    const bySubject = Map.groupBy(
      row.subjects.map((subject) => subjectOf(subject, asOf)),
      ({ id }) => id,
    )
    const byQuery = Map.groupBy(row.buildings, ({ at }) => at)
    return queries.map(({ subjectId }, index): Snapshot<AbilityFacts> | undefined => {
      const subject = only(bySubject.get(subjectId))
      if (subject === undefined) return undefined
      const building = only(byQuery.get(index + 1))
      return { subject, building: building && buildingOf(building, subject.orgId, row), isReplica }
    })
  }
}

const versionAt = (row: VersionsRow, nth: number): Snapshot<CurrentVersion> | undefined => {
  const { now, isReplica } = row
  const [orgId, version, buildingId, grants] = [
    row.orgId[nth],
    row.version[nth],
    row.buildingId[nth],
    row.grants?.[nth],
  ]
  if (orgId === undefined || version === undefined) return undefined
  const building = buildingId ? buildingOf({ buildingId, grants: grants ?? null }, orgId, row) : undefined
  return { subject: { orgId, version, now }, building, isReplica }
}

/** The versions of the subjects, and the buildings with the grants there of those who have many, by one cheap statement. */
export const createReadVersions = (read: Read): ReadSnapshots<CurrentVersion> => {
  return async (queries) => {
    const many = queries.map(({ hasMany = false }) => hasMany)
    const statement = many.includes(true)
      ? { name: 'versions-with-grants', text: VERSIONS_WITH_GRANTS }
      : { name: 'versions', text: VERSIONS }
    const [row] = await read<VersionsRow>({ ...statement, values: [...valuesOf(queries), arrayOf(many)] })
    if (row === undefined) return []
    const byQuery = Map.groupBy((row.at ?? []).keys(), (nth) => row.at?.[nth])
    return queries.map((_, index) => {
      const nth = only(byQuery.get(index + 1))
      return nth === undefined ? undefined : versionAt(row, nth)
    })
  }
}
