import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { isStale } from './freshness.ts'
import { createNarrow } from './narrow.ts'
import { createRead } from './pool.ts'
import { createReadThrough } from './read-through.ts'
import {
  createFindHolders,
  createFindResources,
  type FoundResources,
  type HolderQuery,
  type ResourceQuery,
} from './search-reader.ts'
import { shareReads } from './shared-reads.ts'
import { createReadFacts, createReadVersions, type FactsQuery, type Snapshot } from './snapshots.ts'

/** What is known for a query: undefined for an unknown subject, `stale_replica` where that is behind `atLeast`. */
export type Known<Facts> = Facts | DomainError | undefined

/** The policy information point: facts as of now or, where `atLeast` is given, of that version or a later one. */
export interface Facts {
  /** The facts of each query, in their order. @throws DomainError `unavailable` */
  forQuestions(queries: readonly FactsQuery[]): Promise<readonly Known<QuestionFacts>[]>
  /** @throws DomainError `unavailable` */
  forAbilities(subjectId: string, atLeast?: number): Promise<Known<AbilityFacts>>
  /** The ids of users who hold any of the grants, ascending. @throws DomainError `unavailable` */
  findHolders(query: HolderQuery): Promise<readonly string[]>
  /** @throws DomainError `unavailable` */
  findResources(query: ResourceQuery): Promise<Known<FoundResources>>
}

const unlessStale = <Facts>(facts: Facts, subject: { readonly version: number } | undefined, atLeast?: number) =>
  isStale(subject, atLeast) ? new DomainError('stale_replica') : facts

/** The facts of the database, read through the cache where there is one. */
export function createFacts(pool: Pool, cache?: FactsCache): Facts {
  const read = createRead(pool)
  const readFacts = shareReads(createReadFacts(read))
  const snapshots =
    cache === undefined ? readFacts : createReadThrough(cache, readFacts, shareReads(createReadVersions(read)))
  const findResources = createFindResources(read)
  const narrow = createNarrow(cache)
  const answerTo = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): Known<QuestionFacts> =>
    unlessStale(snapshot && narrow(query, snapshot), snapshot?.subject, query.atLeast)

  return {
    async forQuestions(queries) {
      const known = queries.filter(({ subjectId }) => isId(subjectId))
      const found = known.length === 0 ? [] : await snapshots(known)
      if (known.length === queries.length) return queries.map((query, at) => answerTo(query, found[at]))
      const inOrder = found.values()
      return queries.map((query) => answerTo(query, isId(query.subjectId) ? inOrder.next().value : undefined))
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
