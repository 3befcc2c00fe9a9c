import type { ResourceType } from '@latchkey/shared/authz/contract'
import type { PermittingGrants } from '../policy/grants.ts'
import type { SubjectVersion } from './freshness.ts'
import type { Read } from './pool.ts'
import { FIND_ORG, findBuildings, findHolders, findUnits } from './search-statements.ts'

/** The grants that are looked for, on this type of resource. */
interface GrantQuery {
  readonly grants: PermittingGrants
  readonly type: ResourceType
  readonly limit: number
}

export interface HolderQuery extends GrantQuery {
  readonly resourceId: string
  /** The moment at which they hold it, as ISO 8601 has it; now when it is not said. */
  readonly at?: string | undefined
  readonly after: string | undefined
  /** The orgs in which the resource is looked for; all when there are none. */
  readonly orgs?: ReadonlySet<string> | undefined
}

export interface ResourceQuery extends GrantQuery {
  readonly subjectId: string
  readonly after: FoundResource | undefined
  /** The version of the subject that the answer must not be from before. */
  readonly atLeast: number | undefined
}

/** A resource found; a unit comes with its building, as units are listed building by building. */
export interface FoundResource {
  readonly id: string
  readonly buildingId: string | null
}

export interface FoundResources extends SubjectVersion {
  readonly resources: readonly FoundResource[]
}

interface ResourceRow extends SubjectVersion {
  readonly id: string | null
  readonly buildingId: string | null
}

const valuesOf = (from: string, { grants, limit }: GrantQuery): unknown[] => [
  from,
  grants.keys,
  grants.roleKeys,
  grants.types,
  grants.occupancy,
  limit,
]

/** The ids of ACTIVE users who hold any of the grants, ascending, at most `limit`. */
export const createFindHolders = (read: Read) => {
  return async (query: HolderQuery): Promise<readonly string[]> => {
    const { type, resourceId, after, at, orgs } = query
    const first = after === undefined
    const values = [
      ...valuesOf(resourceId, query),
      at ?? null,
      ...(first ? [] : [after]),
      ...(orgs === undefined ? [] : [[...orgs]]),
    ]
    const name = `find-holders-${type}-${first ? 'first' : 'next'}${orgs === undefined ? '' : '-within'}`
    const text = findHolders(type, first, orgs !== undefined)
    return (await read<{ id: string }>({ name, text, values })).map(({ id }) => id)
  }
}

const statementOf = (query: ResourceQuery) => {
  const { type, subjectId, after } = query
  const first = after === undefined
  const values = valuesOf(subjectId, query)
  const name = `find-${type}s-${first ? 'first' : 'next'}`
  if (type === 'org') return { name, text: FIND_ORG, values: values.slice(0, 3) }
  if (type === 'building')
    return { name, text: findBuildings(first), values: [...values, ...(first ? [] : [after.id])] }
  return { name, text: findUnits(first), values: [...values, ...(first ? [] : [after.buildingId, after.id])] }
}

/** The resources on which the subject holds any of the grants, in their order; undefined for an unknown subject. */
export const createFindResources = (read: Read) => {
  return async (query: ResourceQuery): Promise<FoundResources | undefined> => {
    const rows = await read<ResourceRow>(statementOf(query))
    const [row] = rows
    if (row === undefined || rows.some(({ orgId }) => orgId !== row.orgId)) return undefined
    const resources = rows.flatMap(({ id, buildingId }) => (id === null ? [] : [{ id, buildingId }]))
    return { orgId: row.orgId, version: row.version, resources: resources.slice(0, query.limit) }
  }
}
