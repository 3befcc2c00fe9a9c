import { DomainError } from '@latchkey/shared/errors'
import type { AbilityFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { type Ask, type IsKnown, isPinned } from './fallback.ts'
import { isStale, isStaleBuilding } from './freshness.ts'
import type { Read } from './pool.ts'
import { createReadThrough } from './read-through.ts'
import { shareReads } from './shared-reads.ts'
import { createReadFacts, createReadVersions, type FactsQuery, type Snapshot } from './snapshots.ts'
import type { Validity } from './validity.ts'

export const unlessStale = <Facts>(
  facts: Facts,
  subject: { readonly version: number } | undefined,
  atLeast?: number,
) => (isStale(subject, atLeast) ? new DomainError('stale_replica') : facts)

/** Whatever a replica lacks may be there by now: no version rises with a building that is made. */
const isUnproven = (query: FactsQuery, snapshot: Snapshot<AbilityFacts> | undefined): boolean =>
  snapshot?.isReplica === true && snapshot.building === undefined && query.type !== 'org' && isPinned(query)

/** The snapshot, unless it is behind; of one that may not be known nothing is told. */
export const judge = (query: FactsQuery, found: Snapshot<AbilityFacts> | undefined, isKnown: IsKnown) => {
  const snapshot = found !== undefined && isKnown(found.subject) ? found : undefined
  const isBehind = isStaleBuilding(snapshot?.building, query.orgAtLeast) || isUnproven(query, snapshot)
  return isBehind ? new DomainError('stale_replica') : unlessStale(snapshot, snapshot?.subject, query.atLeast)
}

/** Reads from one database, through the cache where there is one. */
export function createAsk(read: Read, cache: FactsCache | undefined, validity: Validity): Ask<Snapshot<AbilityFacts>> {
  const readFacts = shareReads(createReadFacts(read))
  const readVersions = shareReads(createReadVersions(read))
  const snapshots = cache === undefined ? readFacts : createReadThrough(cache, readFacts, readVersions, validity)
  return async (queries, isKnown) => {
    const found = await snapshots(queries)
    return queries.map((query, at) => judge(query, found[at], isKnown))
  }
}
