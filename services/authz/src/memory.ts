import { LRUCache } from 'lru-cache'
import type { AbilityFacts } from './facts.ts'
import type { Version } from './snapshot.ts'

/**
 * Facts about subjects, each as of one version, which fixes them for good: a version is raised with every change. What
 * is not here is read; nothing but whole facts that were read is ever put here.
 */
export interface Memory {
  get(subjectId: string): AbilityFacts | undefined
  set(facts: AbilityFacts): void
  delete(subjectId: string): void
  /** Whether what is held is what the database has now. */
  isCurrent(held: AbilityFacts, now: Version): boolean
}

const isCurrent: Memory['isCurrent'] = (held, now) => held.version === now.version && held.orgId === now.orgId

export const NO_MEMORY: Memory = { get: () => undefined, set: () => undefined, delete: () => undefined, isCurrent }

/** About what a thing takes: strings of ids and keys, the objects around them, and the entry itself. */
const ENTRY_BYTES = 1_000
const GRANT_BYTES = 300
const KEY_BYTES = 60

export const bytesOf = ({ roleKeys, allow, deny, assignments, occupancies }: AbilityFacts): number => {
  const lists = [assignments, occupancies].map((listed) => (listed === 'many' ? 0 : listed.length))
  const grants = lists.reduce((sum, length) => sum + length, 0)
  return ENTRY_BYTES + GRANT_BYTES * grants + KEY_BYTES * (roleKeys.length + allow.length + deny.length)
}

/** A memory of at most about so many bytes; what was not used for longest goes first. */
export function createMemory(maxBytes: number): Memory {
  if (maxBytes <= 0) return NO_MEMORY
  const cache = new LRUCache<string, AbilityFacts>({ maxSize: maxBytes, sizeCalculation: bytesOf })
  return {
    get: (subjectId) => cache.get(subjectId),
    set: (facts) => {
      cache.set(facts.id, facts)
    },
    delete: (subjectId) => {
      cache.delete(subjectId)
    },
    isCurrent,
  }
}
