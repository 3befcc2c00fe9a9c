import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { type Ask, type IsKnown, isPinned, withFallback } from './fallback.ts'
import { isStale, isStaleBuilding, type Known } from './freshness.ts'
import { createNarrow, narrow as narrowOnce } from './narrow.ts'
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
import { type Clocks, createValidity, type Validity } from './validity.ts'

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

/** Whatever a replica lacks may be there by now: no version rises with a building that is made. */
const isUnproven = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): boolean =>
  snapshot?.isReplica === true && snapshot.building === undefined && query.type !== 'org' && isPinned(query)

/** The snapshot, of which whoever may not know it learns nothing. */
const judge = (query: FactsQuery, found: Snapshot<AbilityFacts> | undefined, isKnown: IsKnown) => {
  const snapshot = found !== undefined && isKnown(found.subject) ? found : undefined
  const isBehind = isStaleBuilding(snapshot?.building, query.orgAtLeast) || isUnproven(query, snapshot)
  return isBehind ? new DomainError('stale_replica') : unlessStale(snapshot, snapshot?.subject, query.atLeast)
}

/** Reads from one database, through the cache where there is one. */
function createAsk(read: Read, cache: FactsCache | undefined, validity: Validity): Ask<Snapshot<AbilityFacts>> {
  const readFacts = shareReads(createReadFacts(read))
  const readVersions = shareReads(createReadVersions(read))
  const snapshots = cache === undefined ? readFacts : createReadThrough(cache, readFacts, readVersions, validity)
  return async (queries, isKnown) => {
    const found = await snapshots(queries)
    return queries.map((query, at) => judge(query, found[at], isKnown))
  }
}

interface Options {
  readonly clocks?: Clocks
  /** Where the pool is that of a replica: asked for what it does not have yet, and for whatever names no version. */
  readonly primary?: Pool | undefined
}

/** The facts of the database, read through the cache where there is one. */
export function createFacts(pool: Pool, cache?: FactsCache, { clocks, primary }: Options = {}): Facts {
  const validity = createValidity(clocks)
  const readLatest = createRead(primary ?? pool)
  const own = createAsk(createRead(pool), cache, validity)
  const ask = primary === undefined ? own : withFallback(own, createAsk(readLatest, cache, validity))
  const readFactsAt = createReadFacts(readLatest)
  const proven = cache === undefined ? () => undefined : createProven(cache, validity)
  const findResources = createFindResources(readLatest)
  const narrow = createNarrow(cache)

  const findHolders = createFindHolders(readLatest)
  const within = (orgs: ReadonlySet<string> | undefined): Facts =>
    createFactsOf({ ask, readFactsAt, proven, narrow, findHolders, findResources }, orgs, within)
  return within(undefined)
}

interface Sources {
  readonly ask: Ask<Snapshot<AbilityFacts>>
  readonly readFactsAt: ReturnType<typeof createReadFacts>
  readonly proven: ReturnType<typeof createProven>
  readonly narrow: ReturnType<typeof createNarrow>
  readonly findHolders: Facts['findHolders']
  readonly findResources: (query: ResourceQuery) => Promise<FoundResources | undefined>
}

/** What is known of these orgs, or of all: whatever is of another is dropped before anything can be seen by it. */
function createFactsOf(sources: Sources, orgs: ReadonlySet<string> | undefined, within: Facts['within']): Facts {
  const { ask, readFactsAt, proven, narrow, findHolders, findResources } = sources
  const isKnown: IsKnown = ({ orgId }) => orgs === undefined || orgs.has(orgId)

  const answerTo = (
    query: FactsQuery,
    known?: Known<Snapshot<AbilityFacts>>,
    toPlace = narrow,
  ): Known<QuestionFacts> => (known === undefined || known instanceof DomainError ? known : toPlace(query, known))
  /** Answers those that are not proven, in the places that they have among all. */
  const readRest = async (queries: readonly FactsQuery[], answers: Known<QuestionFacts>[], rest: readonly number[]) => {
    const found = await ask(
      rest.flatMap((at) => queries[at] ?? []),
      isKnown,
    )
    for (const [nth, at] of rest.entries()) {
      const query = queries[at]
      if (query !== undefined) answers[at] = answerTo(query, found[nth])
    }
    return answers
  }

  const readAt = async (queries: readonly FactsQuery[], at: string) => {
    const found = await readFactsAt(queries, at)
    return queries.map((query, nth) => answerTo(query, judge(query, found[nth], isKnown), narrowOnce))
  }

  return {
    within,
    forQuestions(queries, at) {
      if (at !== undefined) return readAt(queries, at)
      const answers: Known<QuestionFacts>[] = []
      const rest: number[] = []
      for (const [at, query] of queries.entries()) {
        const snapshot = proven(query)
        if (snapshot !== undefined) answers.push(answerTo(query, judge(query, snapshot, isKnown)))
        else if (!isId(query.subjectId)) answers.push(answerTo(query, judge(query, undefined, isKnown)))
        else rest.push(at) && answers.push(undefined)
      }
      return rest.length === 0 ? answers : readRest(queries, answers, rest)
    },
    async forAbilities(subjectId, atLeast) {
      if (!isId(subjectId)) return unlessStale(undefined, undefined, atLeast)
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const found = proven(query)
      const known = found === undefined ? (await ask([query], isKnown))[0] : judge(query, found, isKnown)
      return known instanceof DomainError ? known : known?.subject
    },
    findHolders: (query) => findHolders({ ...query, orgs }),
    async findResources(query) {
      const all = await findResources(query)
      const found = all !== undefined && isKnown(all) ? all : undefined
      return unlessStale(found, found, query.atLeast)
    },
  }
}
