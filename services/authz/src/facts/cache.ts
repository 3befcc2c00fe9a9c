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
  /** The places of these very facts that are kept, at most for as long as the facts are used. */
  places(facts: AbilityFacts): Places | undefined
  keepPlaces(facts: AbilityFacts, places: Places): void
  readonly buildings: KnownBuildings
}

/** What a thing takes of the heap, as measured: strings of ids and keys, the objects around them, and the entry itself. */
const ENTRY_BYTES = 700
const GRANT_BYTES = 250
const KEY_BYTES = 60
/** With decisions on ten keys. */
const PLACE_BYTES = 1_200
/** The rest is for facts. */
const SHARE_OF_PLACES = 0.4
const SHARE_OF_BUILDINGS = 0.1

export const bytesOf = ({ roleKeys, allow, deny, assignments, occupancies, ahead }: AbilityFacts): number => {
  const lists = [assignments, occupancies, ahead ?? []].map((listed) => (listed === 'many' ? 0 : listed.length))
  const grants = lists.reduce((sum, length) => sum + length, 0)
  return ENTRY_BYTES + GRANT_BYTES * grants + KEY_BYTES * (roleKeys.length + allow.length + deny.length)
}

/**
 * A cache of at most about so many bytes; none of no size. Of facts the least recently used are evicted first, of places
 * and buildings, which are asked for with every question, those that were kept first; each is counted.
 */
export function createCache(maxBytes: number, evictions: Count = { value: 0 }): FactsCache | undefined {
  if (maxBytes <= 0) return undefined
  const dispose = (_value: unknown, _key: unknown, reason: string) => {
    if (reason === 'evict') evictions.value += 1
  }
  const cache = new LRUCache<string, AbilityFacts>({
    maxSize: Math.ceil(maxBytes * (1 - SHARE_OF_PLACES - SHARE_OF_BUILDINGS)),
    sizeCalculation: bytesOf,
    dispose,
  })
  const kept = new LRUCache<AbilityFacts, Places>({
    maxSize: Math.ceil(maxBytes * SHARE_OF_PLACES),
    sizeCalculation: ({ size }) => PLACE_BYTES * Math.max(size, 1),
    dispose,
  })
  // Whoever was asked for last is the most recently used: the questions of a batch are about one person.
  let last: AbilityFacts | undefined
  return {
    get: (subjectId) => {
      if (last?.id !== subjectId) last = cache.get(subjectId)
      return last
    },
    set: (facts) => {
      last = undefined
      cache.set(facts.id, facts)
    },
    delete: (subjectId) => {
      last = undefined
      cache.delete(subjectId)
    },
    places: (facts) => kept.peek(facts),
    keepPlaces: (facts, places) => {
      // What is there already keeps the size that it had.
      kept.delete(facts)
      kept.set(facts, places)
    },
    buildings: createKnownBuildings(maxBytes * SHARE_OF_BUILDINGS, dispose),
  }
}
