import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import type { AbilityFacts, Assignment, GrantAhead, Listed, Occupancy, Times } from '../policy/types.ts'
import { LISTED_GRANTS } from './grants-statements.ts'

type Row<Kind, BuildingId = null, Type = null> = readonly [
  kind: Kind,
  /** The key of a role or override, or the id of the row. */
  name: string,
  buildingId: BuildingId,
  type: Type,
  startsAt: number | null,
  endsAt: number | null,
]

/** A grant as the statements send it: a list, for names in each would take PostgreSQL a tenth more of the statement. */
export type GrantRow =
  | Row<'role'>
  | Row<'override'>
  | Row<'denial'>
  | Row<'assignment', string, AssignmentTypeName>
  | Row<'occupancy', string>
type Kind = GrantRow[0]
type RowOf<K extends Kind> = Extract<GrantRow, { readonly 0: K }>

/** One that is ahead has a beginning. */
type AheadRow = Exclude<GrantRow, RowOf<'denial'>> & { readonly 4: number }

/** A subject with the grants that count, up to one more of a kind than are listed. */
export interface SubjectRow extends Pick<AbilityFacts, 'orgId' | 'id' | 'status' | 'version' | 'boundary'> {
  readonly isTimed: boolean
  readonly grants: readonly GrantRow[]
  readonly ahead: readonly AheadRow[] | null
}

const ofKind = <K extends Kind>(rows: readonly GrantRow[], kind: K): RowOf<K>[] =>
  rows.filter((row): row is RowOf<K> => row[0] === kind)

const keysOf = (rows: readonly GrantRow[]): string[] => rows.map(([, key]) => key)

/** The times of those that have any, by key. */
function timesOf(rows: readonly GrantRow[]): Record<string, Times> | null {
  const timed = rows.filter(([, , , , startsAt, endsAt]) => startsAt !== null || endsAt !== null)
  if (timed.length === 0) return null
  return Object.fromEntries(timed.map(([, key, , , startsAt, endsAt]) => [key, { startsAt, endsAt }]))
}

interface GrantsThere {
  readonly assignments: readonly Assignment[]
  readonly occupancies: readonly Occupancy[]
}

export const grantsOnBuildings = (rows: readonly GrantRow[]): GrantsThere => ({
  assignments: ofKind(rows, 'assignment').map(([, id, buildingId, type, startsAt, endsAt]) => ({
    id,
    buildingId,
    type,
    startsAt,
    endsAt,
  })),
  occupancies: ofKind(rows, 'occupancy').map(([, id, buildingId, , , endsAt]) => ({ id, buildingId, endsAt })),
})

const grantAhead = ([kind, name, buildingId, type, startsAt, endsAt]: AheadRow): GrantAhead => ({
  kind,
  name,
  buildingId,
  type,
  startsAt,
  endsAt,
})

const listed = <T>(grants: readonly T[]): Listed<T> => (grants.length > LISTED_GRANTS ? 'many' : grants)

/** The facts about a subject as of that moment. */
export function subjectOf(row: SubjectRow, asOf: number): AbilityFacts {
  const { assignments, occupancies } = grantsOnBuildings(row.grants)
  const [roles, allowed] = [ofKind(row.grants, 'role'), ofKind(row.grants, 'override')]
  return {
    asOf,
    orgId: row.orgId,
    id: row.id,
    status: row.status,
    version: row.version,
    boundary: row.boundary,
    isTimed: row.isTimed,
    roleKeys: keysOf(roles),
    roleTimes: timesOf(roles),
    allow: keysOf(allowed),
    allowTimes: timesOf(allowed),
    deny: keysOf(ofKind(row.grants, 'denial')),
    ahead: row.ahead?.map(grantAhead) ?? null,
    assignments: listed(assignments),
    occupancies: listed(occupancies),
  }
}
