import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, Listed, Occupancy, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { isStale } from './freshness.ts'
import { createRead } from './pool.ts'
import { createReadThrough } from './read-through.ts'
import {
  createFindHolders,
  createFindResources,
  type FoundResources,
  type HolderQuery,
  type ResourceQuery,
} from './search-reader.ts'
import {
  createReadFacts,
  createReadVersions,
  type FactsQuery,
  type QueriedBuilding,
  type Snapshot,
} from './snapshots.ts'

/** What is known for a query: undefined for an unknown subject, `stale_replica` where that is behind `atLeast`. */
export type Known<Facts> = Facts | DomainError | undefined

/** The policy information point: facts as of now or, where `atLeast` is given, of that version or a later one. */
export interface Facts {
  /** The facts of each query, in their order; the same object for the same query. @throws DomainError `unavailable` */
  forQuestions(queries: readonly FactsQuery[]): Promise<readonly Known<QuestionFacts>[]>
  /** @throws DomainError `unavailable` */
  forAbilities(subjectId: string, atLeast?: number): Promise<Known<AbilityFacts>>
  /** The ids of users who hold any of the grants, ascending. @throws DomainError `unavailable` */
  findHolders(query: HolderQuery): Promise<readonly string[]>
  /** @throws DomainError `unavailable` */
  findResources(query: ResourceQuery): Promise<Known<FoundResources>>
}

const inBuilding = <Grant extends Occupancy>(
  listed: Listed<Grant>,
  { buildingId }: QueriedBuilding,
  there: readonly Grant[] | null,
) => (listed === 'many' ? (there ?? []) : listed.filter((grant) => grant.buildingId === buildingId))

/** The grants that count for one resource: those in its building, of several occupancies the one with the lowest id. */
const factsFor = ({ type, resourceId }: FactsQuery, { subject, building }: Snapshot<AbilityFacts>): QuestionFacts => {
  if (type === 'org' || building === undefined) {
    const resource = type === 'org' ? { type, id: resourceId } : undefined
    return { subject: { ...subject, assignments: [], occupancies: [] }, resource }
  }
  const assignments = inBuilding(subject.assignments, building, building.assignments)
  const occupancies = inBuilding(subject.occupancies, building, building.occupancies)
  const [lowest] = occupancies.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  return {
    subject: { ...subject, assignments, occupancies: lowest === undefined ? [] : [lowest] },
    resource: { type: 'building', orgId: subject.orgId, id: building.buildingId },
  }
}

const unlessStale = <Facts>(facts: Facts, subject: { readonly version: number } | undefined, atLeast?: number) =>
  isStale(subject, atLeast) ? new DomainError('stale_replica') : facts

const answerTo = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): Known<QuestionFacts> =>
  unlessStale(snapshot && factsFor(query, snapshot), snapshot?.subject, query.atLeast)

/** Ids and types of a fixed form: no two different queries have the same text. */
const textOf = ({ subjectId, type, resourceId, atLeast }: FactsQuery): string =>
  `${subjectId} ${type} ${atLeast ?? 'now'} ${resourceId}`

/** The facts of the database, read through the cache where there is one. */
export function createFacts(pool: Pool, cache?: FactsCache): Facts {
  const read = createRead(pool)
  const readFacts = createReadFacts(read)
  const snapshots = cache === undefined ? readFacts : createReadThrough(cache, readFacts, createReadVersions(read))
  const findResources = createFindResources(read)

  return {
    async forQuestions(queries) {
      const distinct = new Map(
        queries.filter(({ subjectId }) => isId(subjectId)).map((query) => [textOf(query), query]),
      )
      const found = distinct.size === 0 ? [] : await snapshots([...distinct.values()])
      const answers = new Map([...distinct].map(([text, query], at) => [text, answerTo(query, found[at])]))
      return queries.map((query) => (isId(query.subjectId) ? answers.get(textOf(query)) : answerTo(query, undefined)))
    },
    async forAbilities(subjectId, atLeast) {
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const [snapshot] = isId(subjectId) ? await snapshots([query]) : []
      return unlessStale(snapshot?.subject, snapshot?.subject, atLeast)
    },
    findHolders: createFindHolders(read),
    async findResources(query) {
      const found = await findResources(query)
      return unlessStale(found, found, query.atLeast)
    },
  }
}
