import { LRUCache } from 'lru-cache'
import { isStaleBuilding } from './freshness.ts'
import type { FactsQuery, QueriedBuilding } from './snapshots.ts'

/** A building or unit, and what it stands for. */
interface Known extends QueriedBuilding {
  readonly type: FactsQuery['type']
  readonly orgId: string
  readonly orgVersion: number
}

/** Buildings and units of orgs, each as of the version of its org at which it was there. */
export interface KnownBuildings {
  /** The building of the query, when it was there at the version that is asked for or at a later one. */
  find(query: FactsQuery, orgId: string): QueriedBuilding | undefined
  keep(query: FactsQuery, orgId: string, building: QueriedBuilding): void
}

/** Told of what leaves, and why: `evict` to make room. */
type Dispose = (value: unknown, key: unknown, reason: string) => void

/** What one takes of the heap: two ids, the objects around them, and the entry itself. */
const BUILDING_BYTES = 400

/**
 * Of at most about so many bytes. An id may be that of two resources: they take each other's place, and neither is taken
 * for the other.
 */
export function createKnownBuildings(maxBytes: number, dispose: Dispose): KnownBuildings {
  const known = new LRUCache<string, Known>({ max: Math.ceil(maxBytes / BUILDING_BYTES), dispose })
  return {
    find({ type, resourceId, orgAtLeast }, orgId) {
      if (orgAtLeast === undefined) return undefined
      const found = known.peek(resourceId)
      if (found === undefined || found.type !== type || found.orgId !== orgId) return undefined
      return isStaleBuilding(found, orgAtLeast) ? undefined : found
    },
    keep({ type, resourceId }, orgId, { buildingId, orgVersion }) {
      if (orgVersion === undefined) return
      const before = known.peek(resourceId)
      // Of one version it is the same: nothing is there to be kept.
      const isAsNew = before?.orgId === orgId && before.type === type && before.orgVersion >= orgVersion
      if (isAsNew) return
      known.set(resourceId, { type, orgId, buildingId, orgVersion, assignments: null, occupancies: null })
    },
  }
}
