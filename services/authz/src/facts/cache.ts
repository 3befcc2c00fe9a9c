import { LRUCache } from 'lru-cache'
import type { AbilityFacts } from '../policy/types.ts'

/** Facts by subject, immutable per version; filled only from full reads. */
export interface FactsCache {
  get(subjectId: string): AbilityFacts | undefined
  set(facts: AbilityFacts): void
  delete(subjectId: string): void
}

/** About what a thing takes: strings of ids and keys, the objects around them, and the entry itself. */
const ENTRY_BYTES = 1_000
const GRANT_BYTES = 300
const KEY_BYTES = 60

export const bytesOf = ({ roleKeys, allow, deny, assignments, occupancies }: AbilityFacts): number => {
  const lists = [assignments, occupancies].map((listed) => (listed === 'many' ? 0 : listed.length))
  const grants = lists.reduce((sum, length) => sum + length, 0)
  return ENTRY_BYTES + GRANT_BYTES * grants + KEY_BYTES * (roleKeys.length + allow.length + deny.length)
}

/** A cache of at most about so many bytes, the least recently used evicted first; none of no size. */
export function createCache(maxBytes: number): FactsCache | undefined {
  if (maxBytes <= 0) return undefined
  const cache = new LRUCache<string, AbilityFacts>({ maxSize: maxBytes, sizeCalculation: bytesOf })
  return {
    get: (subjectId) => cache.get(subjectId),
    set: (facts) => {
      cache.set(facts.id, facts)
    },
    delete: (subjectId) => {
      cache.delete(subjectId)
    },
  }
}
