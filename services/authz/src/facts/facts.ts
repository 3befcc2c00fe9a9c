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

/** What is known for a query: nothing of an unknown subject, an error where the database is behind `atLeast`. */
export type KnownFacts = QuestionFacts | DomainError | undefined

/** The policy information point: facts as of now or, where `atLeast` is given, of that version or a later one. */
export interface Facts {
  /** The facts of each query, in their order; the same object for the same query. @throws DomainError `unavailable` */
  forQuestions(queries: readonly FactsQuery[]): Promise<readonly KnownFacts[]>
  /** Undefined for an unknown subject. @throws DomainError `unavailable` or `stale_replica` */
  forAbilities(subjectId: string, atLeast?: number): Promise<AbilityFacts | undefined>
  /** The ids of users who hold any of the grants, ascending. @throws DomainError `unavailable` */
  findHolders(query: HolderQuery): Promise<readonly string[]>
  /** Undefined for an unknown subject. @throws DomainError `unavailable` or `stale_replica` */
  findResources(query: ResourceQuery): Promise<FoundResources | undefined>
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

const stale = () => new DomainError('stale_replica')

const answerTo = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): KnownFacts => {
  if (isStale(snapshot?.subject, query.atLeast)) return stale()
  return snapshot && factsFor(query, snapshot)
}

const freshOrThrow = <Known extends { readonly version: number }>(known: Known | undefined, atLeast?: number) => {
  if (isStale(known, atLeast)) throw stale()
  return known
}

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
      const read = distinct.size === 0 ? [] : await snapshots([...distinct.values()])
      const answers = new Map([...distinct].map(([text, query], at) => [text, answerTo(query, read[at])]))
      return queries.map((query) => (isId(query.subjectId) ? answers.get(textOf(query)) : answerTo(query, undefined)))
    },
    async forAbilities(subjectId, atLeast) {
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const [snapshot] = isId(subjectId) ? await snapshots([query]) : []
      return freshOrThrow(snapshot?.subject, atLeast)
    },
    findHolders: createFindHolders(read),
    findResources: async (query) => freshOrThrow(await findResources(query), query.atLeast),
  }
}
