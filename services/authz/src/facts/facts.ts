import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { isStale, isStaleBuilding } from './freshness.ts'
import { type MemoryCounts, uncounted } from './memory-counts.ts'
import { createNarrow, narrow as narrowOnce } from './narrow.ts'
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
import { createReadFacts, createReadVersions, type FactsQuery, type ReadSnapshots, type Snapshot } from './snapshots.ts'
import { type Clocks, createValidity } from './validity.ts'

/** What is known for a query: undefined for an unknown subject, `stale_replica` where that is behind `atLeast`. */
export type Known<Facts> = Facts | DomainError | undefined

/**
 * The policy information point: facts as of now or, where `atLeast` is given, of that version or a later one. Where `at`
 * is given, an instant as ISO 8601 has it, of that moment: read anew, as things are written now.
 */
export interface Facts {
  /** The facts of each query, in their order; at once when memory has them all. @throws DomainError `unavailable` */
  forQuestions(queries: readonly FactsQuery[], at?: string): AtOnceOrLater<readonly Known<QuestionFacts>[]>
  /** @throws DomainError `unavailable` */
  forAbilities(subjectId: string, atLeast?: number): Promise<Known<AbilityFacts>>
  /** The ids of users who hold any of the grants, ascending. @throws DomainError `unavailable` */
  findHolders(query: HolderQuery): Promise<readonly string[]>
  /** @throws DomainError `unavailable` */
  findResources(query: ResourceQuery): Promise<Known<FoundResources>>
  /** The same with nothing known but these orgs. */
  within(orgs: ReadonlySet<string>): Facts
}

const unlessStale = <Facts>(facts: Facts, subject: { readonly version: number } | undefined, atLeast?: number) =>
  isStale(subject, atLeast) ? new DomainError('stale_replica') : facts

/** The facts of the database, read through the cache where there is one. */
export function createFacts(pool: Pool, cache?: FactsCache, clocks?: Clocks, memory = uncounted()): Facts {
  const read = createRead(pool)
  const validity = createValidity(clocks)
  const readFactsAt = createReadFacts(read)
  const readFacts = shareReads(readFactsAt)
  const readVersions = shareReads(createReadVersions(read))
  const snapshots = cache === undefined ? readFacts : createReadThrough(cache, readFacts, readVersions, validity)
  const proven = cache === undefined ? () => undefined : createProven(cache, validity)
  const findResources = createFindResources(read)
  const narrow = createNarrow(cache)

  const findHolders = createFindHolders(read)
  const within = (orgs: ReadonlySet<string> | undefined): Facts =>
    createFactsOf({ snapshots, readFactsAt, proven, narrow, findHolders, findResources, memory }, orgs, within)
  return within(undefined)
}

interface Sources {
  readonly memory: MemoryCounts
  readonly snapshots: ReadSnapshots<AbilityFacts>
  readonly readFactsAt: ReturnType<typeof createReadFacts>
  readonly proven: ReturnType<typeof createProven>
  readonly narrow: ReturnType<typeof createNarrow>
  readonly findHolders: Facts['findHolders']
  readonly findResources: (query: ResourceQuery) => Promise<FoundResources | undefined>
}

/** What is known of these orgs, or of all: whatever is of another is dropped before anything can be seen by it. */
function createFactsOf(sources: Sources, orgs: ReadonlySet<string> | undefined, within: Facts['within']): Facts {
  const { snapshots, readFactsAt, proven, narrow, findHolders, findResources, memory } = sources
  const isKnown = ({ orgId }: { readonly orgId: string }) => orgs === undefined || orgs.has(orgId)

  const answerTo = (query: FactsQuery, found?: Snapshot<AbilityFacts>, toPlace = narrow): Known<QuestionFacts> => {
    const snapshot = found !== undefined && isKnown(found.subject) ? found : undefined
    if (isStaleBuilding(snapshot?.building, query.orgAtLeast)) return new DomainError('stale_replica')
    return unlessStale(snapshot && toPlace(query, snapshot), snapshot?.subject, query.atLeast)
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

  const readAt = async (queries: readonly FactsQuery[], at: string) => {
    const found = await readFactsAt(queries, at)
    return queries.map((query, nth) => answerTo(query, found[nth], narrowOnce))
  }

  return {
    within,
    forQuestions(queries, at) {
      if (at !== undefined) return readAt(queries, at)
      const answers: Known<QuestionFacts>[] = []
      const rest: number[] = []
      for (const [at, query] of queries.entries()) {
        const snapshot = proven(query)
        if (snapshot !== undefined) {
          memory.hits.value += 1
          answers.push(isKnown(snapshot.subject) ? narrow(query, snapshot) : answerTo(query))
        } else if (!isId(query.subjectId)) answers.push(answerTo(query))
        else rest.push(at) && answers.push(undefined)
      }
      memory.misses.value += rest.length
      return rest.length === 0 ? answers : readRest(queries, answers, rest)
    },
    async forAbilities(subjectId, atLeast) {
      if (!isId(subjectId)) return unlessStale(undefined, undefined, atLeast)
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const snapshot = proven(query)
      const counted = snapshot === undefined ? memory.misses : memory.hits
      counted.value += 1
      const found = (snapshot ?? (await snapshots([query]))[0])?.subject
      const subject = found !== undefined && isKnown(found) ? found : undefined
      return unlessStale(subject, subject, atLeast)
    },
    findHolders: (query) => findHolders({ ...query, orgs }),
    async findResources(query) {
      const all = await findResources(query)
      const found = all !== undefined && isKnown(all) ? all : undefined
      return unlessStale(found, found, query.atLeast)
    },
  }
}
