import { LRUCache } from 'lru-cache'
import type { AbilityFacts, QuestionFacts } from '../policy/types.ts'
import { createKnownBuildings, type KnownBuildings } from './known-buildings.ts'
import type { Count } from './memory-counts.ts'

/** What facts say of one place, by the name of the place. */
type Places = Map<string, QuestionFacts>

/** Facts by subject, immutable per version; filled only from full reads. */
export interface FactsCache {
  get(subjectId: string): AbilityFacts | undefined
  set(facts: AbilityFacts): void
  delete(subjectId: string): void
  /** The places that are kept of these very facts. */
  places(facts: AbilityFacts): Places | undefined
  /** Keeps them, as long as the facts are kept. */
  keepPlaces(facts: AbilityFacts, places: Places): void
  readonly buildings: KnownBuildings
}

/** What a thing takes of the heap, as measured: strings of ids and keys, the objects around them, and the entry itself. */
const ENTRY_BYTES = 700
const GRANT_BYTES = 250
const KEY_BYTES = 60
/** With decisions on ten keys. */
const PLACE_BYTES = 1_300
/** The rest is for facts and their places. */
const SHARE_OF_BUILDINGS = 0.1

export const bytesOf = ({ roleKeys, allow, deny, assignments, occupancies, ahead }: AbilityFacts): number => {
  const lists = [assignments, occupancies, ahead ?? []].map((listed) => (listed === 'many' ? 0 : listed.length))
  const grants = lists.reduce((sum, length) => sum + length, 0)
  return ENTRY_BYTES + GRANT_BYTES * grants + KEY_BYTES * (roleKeys.length + allow.length + deny.length)
}

interface Entry {
  readonly facts: AbilityFacts
  readonly places: Places | undefined
}

/**
 * A cache of at most about so many bytes; none of no size. Of subjects the least recently used are evicted first, with
 * their places; of buildings, which are asked for with every question, those that were kept first. Each is counted.
 */
export function createCache(maxBytes: number, evictions: Count = { value: 0 }): FactsCache | undefined {
  if (maxBytes <= 0) return undefined
  const dispose = (_value: unknown, _key: unknown, reason: string) => {
    if (reason === 'evict') evictions.value += 1
  }
  const cache = new LRUCache<string, Entry>({
    maxSize: Math.ceil(maxBytes * (1 - SHARE_OF_BUILDINGS)),
    sizeCalculation: ({ facts, places }) => bytesOf(facts) + PLACE_BYTES * (places?.size ?? 0),
    dispose,
  })
  // Whoever was asked for last is the most recently used: the questions of a batch are about one person.
  let last: Entry | undefined
  const entryOf = (facts: AbilityFacts): Entry | undefined => {
    const entry = last?.facts === facts ? last : cache.peek(facts.id)
    return entry?.facts === facts ? entry : undefined
  }
  const keep = (entry: Entry) => {
    // What is there already keeps the size that it had.
    cache.delete(entry.facts.id)
    cache.set(entry.facts.id, entry)
    last = undefined
  }
  return {
    get: (subjectId) => {
      if (last?.facts.id !== subjectId) last = cache.get(subjectId)
      return last?.facts
    },
    set: (facts) => keep({ facts, places: undefined }),
    delete: (subjectId) => {
      last = undefined
      cache.delete(subjectId)
    },
    places: (facts) => entryOf(facts)?.places,
    keepPlaces: (facts, places) => {
      if (entryOf(facts) === undefined) return
      keep({ facts, places })
      // Places for which there is no room are given up, the facts are not.
      if (!cache.has(facts.id)) keep({ facts, places: undefined })
    },
    buildings: createKnownBuildings(maxBytes * SHARE_OF_BUILDINGS, dispose),
  }
}
