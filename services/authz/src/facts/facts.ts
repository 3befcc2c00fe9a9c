import type { AtOnceOrLater } from '@latchkey/shared/at-once-or-later'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import { createAsk, judge, unlessStale } from './ask.ts'
import type { FactsCache } from './cache.ts'
import { type Ask, type IsKnown, withFallback } from './fallback.ts'
import type { Known } from './freshness.ts'
import { type MemoryCounts, uncounted } from './memory-counts.ts'
import { createNarrow, narrow as narrowOnce } from './narrow.ts'
import { createRead } from './pool.ts'
import { createProven } from './read-through.ts'
import {
  createFindHolders,
  createFindResources,
  type FoundResources,
  type HolderQuery,
  type ResourceQuery,
} from './search-reader.ts'
import { createReadFacts, type FactsQuery, type Snapshot } from './snapshots.ts'
import { type Clocks, createValidity } from './validity.ts'

/**
 * The policy information point: facts as of now or, where `atLeast` is given, of that version or a later one. Where `at`
 * is given, an instant as ISO 8601 has it, of that moment: read anew, as things are written now.
 */
export interface Facts {
  /** The facts of a query where memory proves them to be as new as it asks; `unproven` ones must be read. */
  remembered(query: FactsQuery): Known<QuestionFacts> | 'unproven'
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

interface Options {
  readonly clocks?: Clocks
  readonly memory?: MemoryCounts
  /** Where the pool is that of a replica: asked for what it does not have yet, and for whatever names no version. */
  readonly primary?: Pool | undefined
  /** Whether statements are prepared once per connection; they are unless said. */
  readonly named?: boolean
}

/** The facts of the database, read through the cache where there is one. */
export function createFacts(
  pool: Pool,
  cache?: FactsCache,
  { clocks, memory = uncounted(), primary, named = true }: Options = {},
): Facts {
  const validity = createValidity(clocks)
  const readLatest = createRead(primary ?? pool, named)
  const own = createAsk(createRead(pool, named), cache, validity)
  const ask = primary === undefined ? own : withFallback(own, createAsk(readLatest, cache, validity))
  const readFactsAt = createReadFacts(readLatest)
  const proven = cache === undefined ? () => undefined : createProven(cache, validity)
  const findResources = createFindResources(readLatest)
  const narrow = createNarrow(cache)

  const findHolders = createFindHolders(readLatest)
  const within = (orgs: ReadonlySet<string> | undefined): Facts =>
    createFactsOf({ ask, readFactsAt, proven, narrow, findHolders, findResources, memory }, orgs, within)
  return within(undefined)
}

interface Sources {
  readonly memory: MemoryCounts
  readonly ask: Ask<Snapshot<AbilityFacts>>
  readonly readFactsAt: ReturnType<typeof createReadFacts>
  readonly proven: ReturnType<typeof createProven>
  readonly narrow: ReturnType<typeof createNarrow>
  readonly findHolders: Facts['findHolders']
  readonly findResources: (query: ResourceQuery) => Promise<FoundResources | undefined>
}

/** What is known of these orgs, or of all: whatever is of another is dropped before anything can be seen by it. */
function createFactsOf(sources: Sources, orgs: ReadonlySet<string> | undefined, within: Facts['within']): Facts {
  const { ask, readFactsAt, proven, narrow, findHolders, findResources, memory } = sources
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

  const remembered: Facts['remembered'] = (query) => {
    const snapshot = proven(query)
    if (snapshot === undefined) return 'unproven'
    memory.hits.value += 1
    return isKnown(snapshot.subject) ? narrow(query, snapshot) : answerTo(query, judge(query, undefined, isKnown))
  }

  return {
    within,
    remembered,
    forQuestions(queries, at) {
      if (at !== undefined) return readAt(queries, at)
      const rest: number[] = []
      const answers = queries.map((query, at): Known<QuestionFacts> => {
        const known = remembered(query)
        if (known !== 'unproven') return known
        if (!isId(query.subjectId)) return answerTo(query, judge(query, undefined, isKnown))
        rest.push(at)
        return undefined
      })
      memory.misses.value += rest.length
      return rest.length === 0 ? answers : readRest(queries, answers, rest)
    },
    async forAbilities(subjectId, atLeast) {
      if (!isId(subjectId)) return unlessStale(undefined, undefined, atLeast)
      const query = { subjectId, type: 'org', resourceId: '', atLeast } as const
      const found = proven(query)
      const counted = found === undefined ? memory.misses : memory.hits
      counted.value += 1
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
