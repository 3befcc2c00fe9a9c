import type { AbilityFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { isCurrent, isStale, type SubjectVersion } from './freshness.ts'
import type { FactsQuery, ReadSnapshots, Snapshot } from './snapshots.ts'

const isListed = ({ assignments, occupancies }: AbilityFacts): boolean =>
  assignments !== 'many' && occupancies !== 'many'

/**
 * The building of the query, as far as the facts prove it: a building with a grant in it cannot be deleted before the
 * grant is, which raises the version. Nothing else about a building or a unit is covered by a subject's version.
 */
const provenBuilding = ({ assignments, occupancies }: AbilityFacts, { type, resourceId }: FactsQuery) => {
  if (type !== 'building' || assignments === 'many' || occupancies === 'many') return undefined
  const isThere = [...assignments, ...occupancies].some(({ buildingId }) => buildingId === resourceId)
  return isThere ? { buildingId: resourceId, assignments: null, occupancies: null } : undefined
}

/** What cached facts say of a query without a statement: they are new enough, and what it is about is proven. */
const provenBy = (subject: AbilityFacts, query: FactsQuery): Snapshot<AbilityFacts> | undefined => {
  if (query.atLeast === undefined || isStale(subject, query.atLeast)) return undefined
  const building = provenBuilding(subject, query)
  // About somebody who is not ACTIVE, and about an org, the facts alone say everything.
  const isEnough = building !== undefined || query.type === 'org' || subject.status !== 'ACTIVE'
  return isEnough ? { subject, building } : undefined
}

interface Cached {
  readonly query: FactsQuery
  readonly subject: AbilityFacts
}

/** Asks for the grants in the building too where the cached facts do not list them. */
const versionQuery = ({ query, subject }: Cached): FactsQuery =>
  isListed(subject) ? query : { ...query, hasMany: true }

/** Reads facts through a cache: the cache, else a version check of what is cached, else a full read. */
export function createReadThrough(
  cache: FactsCache,
  readFacts: ReadSnapshots<AbilityFacts>,
  readVersions: ReadSnapshots<SubjectVersion>,
): ReadSnapshots<AbilityFacts> {
  return async (queries) => {
    const answers = new Map<FactsQuery, Snapshot<AbilityFacts> | undefined>()
    const unproven: Cached[] = []
    for (const query of queries) {
      const subject = cache.get(query.subjectId)
      if (subject === undefined) continue
      const proven = provenBy(subject, query)
      if (proven !== undefined) answers.set(query, proven)
      else unproven.push({ query, subject })
    }
    const versions = unproven.length === 0 ? [] : await readVersions(unproven.map(versionQuery))
    for (const [at, { query, subject }] of unproven.entries()) {
      const now = versions[at]
      if (now !== undefined && isCurrent(subject, now.subject)) answers.set(query, { ...now, subject })
    }
    const unanswered = queries.filter((query) => !answers.has(query))
    const read = unanswered.length === 0 ? [] : await readFacts(unanswered)
    for (const [at, query] of unanswered.entries()) {
      const snapshot = read[at]
      answers.set(query, snapshot)
      if (snapshot === undefined) cache.delete(query.subjectId)
      else cache.set(snapshot.subject)
    }
    return queries.map((query) => answers.get(query))
  }
}
