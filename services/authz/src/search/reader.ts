import type { PermissionKey } from '@latchkey/shared/permissions'
import type { ResourceType } from '../facts.ts'
import type { Grants } from '../policy/grants.ts'
import type { Read } from '../pool.ts'
import { FIND_ORG, findBuildings, findSubjects, findUnits } from './statements.ts'

/** What is looked for: the key, and the grants that permit it. */
interface Sought {
  readonly key: PermissionKey
  readonly grants: Grants
  readonly type: ResourceType
  readonly limit: number
}

export interface SubjectsSought extends Sought {
  readonly resourceId: string
  readonly after: string | undefined
}

export interface ResourcesSought extends Sought {
  readonly subjectId: string
  readonly after: Place | undefined
}

/** A resource found; a unit comes with its building, as units are listed building by building. */
export interface Place {
  readonly id: string
  readonly buildingId: string | null
}

export interface PlacesOf {
  readonly version: number
  readonly places: readonly Place[]
}

/** The reads of search. Each call is one statement, and answers at most `limit` in a fixed order. */
export interface SearchFacts {
  /** The ids of users, ascending. @throws DomainError `unavailable` */
  findSubjects(sought: SubjectsSought): Promise<readonly string[]>
  /** Undefined when the subject is unknown. @throws DomainError `unavailable` */
  findResources(sought: ResourcesSought): Promise<PlacesOf | undefined>
}

interface ResourceRow {
  readonly orgId: string
  readonly version: number
  readonly id: string | null
  readonly buildingId: string | null
}

const valuesOf = (first: string, { key, grants, limit }: Sought): unknown[] => [
  first,
  key,
  grants.roleKeys,
  grants.types,
  grants.occupancy,
  limit,
]

export function createSearchFacts(read: Read): SearchFacts {
  const findSubjectsOf: SearchFacts['findSubjects'] = async (sought) => {
    const { type, resourceId, after } = sought
    const first = after === undefined
    const values = [...valuesOf(resourceId, sought), ...(first ? [] : [after])]
    const name = `find-subjects-${type}-${first ? 'first' : 'next'}`
    const rows = await read<{ id: string }>({ name, text: findSubjects(type, first), values })
    return rows.map(({ id }) => id)
  }

  const rowsOf = (sought: ResourcesSought): Promise<ResourceRow[]> => {
    const { type, subjectId, after } = sought
    const first = after === undefined
    const values = valuesOf(subjectId, sought)
    if (type === 'org') return read({ name: 'find-org', text: FIND_ORG, values: values.slice(0, 3) })
    const name = `find-${type}s-${first ? 'first' : 'next'}`
    if (type === 'building') {
      return read({ name, text: findBuildings(first), values: [...values, ...(first ? [] : [after.id])] })
    }
    return read({ name, text: findUnits(first), values: [...values, ...(first ? [] : [after.buildingId, after.id])] })
  }

  const findResources: SearchFacts['findResources'] = async (sought) => {
    const rows = await rowsOf(sought)
    const [row] = rows
    if (row === undefined || rows.some(({ orgId }) => orgId !== row.orgId)) return undefined
    const places = rows.flatMap(({ id, buildingId }) => (id === null ? [] : [{ id, buildingId }]))
    return { version: row.version, places: places.slice(0, sought.limit) }
  }

  return { findSubjects: findSubjectsOf, findResources }
}
