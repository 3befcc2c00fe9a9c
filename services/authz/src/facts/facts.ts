import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { type Ask, isPinned, withFallback } from './fallback.ts'
import { isStale, isStaleBuilding, type Known } from './freshness.ts'
import { createNarrow } from './narrow.ts'
import { createRead, type Read } from './pool.ts'
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

type Snapshots = readonly (Snapshot<AbilityFacts> | undefined)[]

/** Whatever a replica lacks may be there by now: no version rises with a building that is made. */
const isUnproven = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): boolean =>
  snapshot?.isReplica === true && snapshot.building === undefined && query.type !== 'org' && isPinned(query)

const snapshotUnlessStale = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined) => {
  const isBehind = isStaleBuilding(snapshot?.building, query.orgAtLeast) || isUnproven(query, snapshot)
  return isBehind ? new DomainError('stale_replica') : unlessStale(snapshot, snapshot?.subject, query.atLeast)
}

/** Reads from one database, through the cache where there is one. */
function createAsk(read: Read, cache?: FactsCache): Ask<Snapshot<AbilityFacts>> {
  const readFacts = shareReads(createReadFacts(read))
  const snapshots =
    cache === undefined ? readFacts : createReadThrough(cache, readFacts, shareReads(createReadVersions(read)))
  return async (queries) => {
    const found: Snapshots = await snapshots(queries)
    return queries.map((query, at) => snapshotUnlessStale(query, found[at]))
  }
}

/**
 * The facts of a database, read through the cache where there is one.
 * @param primary asked for what the database of `pool`, a replica, does not have yet, and for whatever names no version
 */
export function createFacts(pool: Pool, cache?: FactsCache, primary?: Pool): Facts {
  const [read, readLatest] = [createRead(pool), createRead(primary ?? pool)]
  const own = createAsk(read, cache)
  const ask = primary === undefined ? own : withFallback(own, createAsk(readLatest, cache))
  const proven = cache === undefined ? () => undefined : createProven(cache)
  const findResources = createFindResources(readLatest)
  const narrow = createNarrow(cache)

  const answerTo = (query: FactsQuery, known: Known<Snapshot<AbilityFacts>>): Known<QuestionFacts> =>
    known === undefined || known instanceof DomainError ? known : narrow(query, known)
  /** Answers those that are not proven, in the places that they have among all. */
  const readRest = async (queries: readonly FactsQuery[], answers: Known<QuestionFacts>[], rest: readonly number[]) => {
    const found = await ask(rest.flatMap((at) => queries[at] ?? []))
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
        if (snapshot !== undefined) answers.push(narrow(query, snapshot))
        else if (!isId(query.subjectId)) answers.push(unlessStale(undefined, undefined, query.atLeast))
        else rest.push(at) && answers.push(undefined)
      }
      return rest.length === 0 ? answers : readRest(queries, answers, rest)
    },
    async forAbilities(subjectId, atLeast) {
      if (!isId(subjectId)) return unlessStale(undefined, undefined, atLeast)
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const known = proven(query) ?? (await ask([query]))[0]
      return known instanceof DomainError ? known : known?.subject
    },
    findHolders: createFindHolders(readLatest),
    async findResources(query) {
      const found = await findResources(query)
      return unlessStale(found, found, query.atLeast)
    },
  }
}
