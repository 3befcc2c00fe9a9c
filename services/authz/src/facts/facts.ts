import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { isStale, isStaleBuilding } from './freshness.ts'
import { uncounted } from './memory-counts.ts'
import { createNarrow } from './narrow.ts'
import { createRead } from './pool.ts'
import { createProven, createReadThrough } from './read-through.ts'
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
  /** The facts of each query, in their order; at once when memory has them all. @throws DomainError `unavailable` */
  forQuestions(queries: readonly FactsQuery[]): AtOnceOrLater<readonly Known<QuestionFacts>[]>
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
export function createFacts(pool: Pool, cache?: FactsCache, { hits, misses } = uncounted()): Facts {
  const read = createRead(pool)
  const readFacts = shareReads(createReadFacts(read))
  const snapshots =
    cache === undefined ? readFacts : createReadThrough(cache, readFacts, shareReads(createReadVersions(read)))
  const proven = cache === undefined ? () => undefined : createProven(cache)
  const findResources = createFindResources(read)
  const narrow = createNarrow(cache)

  const answerTo = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): Known<QuestionFacts> => {
    if (isStaleBuilding(snapshot?.building, query.orgAtLeast)) return new DomainError('stale_replica')
    return unlessStale(snapshot && narrow(query, snapshot), snapshot?.subject, query.atLeast)
  }
  /** Answers those that are not proven, in the places that they have among all. */
  const readRest = async (queries: readonly FactsQuery[], answers: Known<QuestionFacts>[], rest: readonly number[]) => {
    const found = await snapshots(rest.flatMap((at) => queries[at] ?? []))
    for (const [nth, at] of rest.entries()) {
      const query = queries[at]
      if (query !== undefined) answers[at] = answerTo(query, found[nth])
    }
    return answers
  }

  return {
    forQuestions(queries) {
      const answers: Known<QuestionFacts>[] = []
      const rest: number[] = []
      for (const [at, query] of queries.entries()) {
        const snapshot = proven(query)
        if (snapshot !== undefined) {
          hits.value += 1
          answers.push(narrow(query, snapshot))
        } else if (!isId(query.subjectId)) answers.push(answerTo(query, undefined))
        else rest.push(at) && answers.push(undefined)
      }
      misses.value += rest.length
      return rest.length === 0 ? answers : readRest(queries, answers, rest)
    },
    async forAbilities(subjectId, atLeast) {
      if (!isId(subjectId)) return unlessStale(undefined, undefined, atLeast)
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const known = proven(query)
      const counted = known === undefined ? misses : hits
      counted.value += 1
      const snapshot = known ?? (await snapshots([query]))[0]
      return unlessStale(snapshot?.subject, snapshot?.subject, atLeast)
    },
    findHolders: createFindHolders(read),
    async findResources(query) {
      const found = await findResources(query)
      return unlessStale(found, found, query.atLeast)
    },
  }
}
