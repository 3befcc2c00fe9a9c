import type { AbilityFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import { type CurrentVersion, isCurrent, isStale, type SubjectVersion } from './freshness.ts'
import type { FactsQuery, QueriedBuilding, ReadSnapshots, Snapshot } from './snapshots.ts'
import type { Validity } from './validity.ts'

const isListed = ({ assignments, occupancies }: AbilityFacts): boolean =>
  assignments !== 'many' && occupancies !== 'many'

/** A building with a grant in it cannot be deleted before the grant is, which raises the version of the subject. */
const buildingOfGrant = (
  { assignments, occupancies }: AbilityFacts,
  { type, resourceId }: FactsQuery,
): QueriedBuilding | undefined => {
  if (type !== 'building' || assignments === 'many' || occupancies === 'many') return undefined
  for (const { buildingId } of assignments) if (buildingId === resourceId) return provenByGrant(buildingId)
  for (const { buildingId } of occupancies) if (buildingId === resourceId) return provenByGrant(buildingId)
  return undefined
}
const provenByGrant = (buildingId: string): QueriedBuilding => ({
  buildingId,
  orgVersion: undefined,
  assignments: null,
  occupancies: null,
})

/** Of somebody whose grants are not listed, the building with the grants that were read there under these facts. */
const buildingAmongMany = (
  cache: FactsCache,
  subject: AbilityFacts,
  query: FactsQuery,
): QueriedBuilding | undefined => {
  const known = cache.buildings.find(query, subject.orgId)
  const buildingId = query.type === 'building' ? query.resourceId : known?.buildingId
  if (buildingId === undefined) return undefined
  const there = cache.places(subject)?.get(buildingId)?.subject
  if (there === undefined) return undefined
  const { assignments, occupancies } = there
  const isGranted = assignments.length + occupancies.length > 0
  const building = query.type === 'building' && isGranted ? provenByGrant(buildingId) : known
  return building && { ...building, assignments, occupancies }
}

/**
 * What the cache says of a query without a statement: the facts are at least of the version asked for and no boundary of
 * theirs is near, and the building is proven by a grant or by the version of the org. Without these versions nothing is.
 */
export const createProven = (cache: FactsCache, validity: Validity) => {
  return (query: FactsQuery): Snapshot<AbilityFacts> | undefined => {
    if (query.atLeast === undefined) return undefined
    const subject = cache.get(query.subjectId)
    if (subject === undefined || isStale(subject, query.atLeast) || !validity.holds(subject)) return undefined
    // About an org the facts alone say everything.
    if (query.type === 'org') return { subject, building: undefined }
    const building = isListed(subject)
      ? (buildingOfGrant(subject, query) ?? cache.buildings.find(query, subject.orgId))
      : buildingAmongMany(cache, subject, query)
    return building && { subject, building }
  }
}

/** A query and its place among all. */
interface Placed {
  readonly at: number
  readonly query: FactsQuery
}
interface Cached extends Placed {
  readonly subject: AbilityFacts
}
/** Of all queries, in their order. */
type Answers = (Snapshot<AbilityFacts> | undefined)[]

/** Asks for the grants in the building too where the cached facts do not list them. */
const versionQuery = ({ query, subject }: Cached): FactsQuery =>
  isListed(subject) ? query : { ...query, hasMany: true }

/** Reads what is not proven: a version check of what is cached, else a full read, which the cache then holds. */
export function createReadThrough(
  cache: FactsCache,
  readFacts: ReadSnapshots<AbilityFacts>,
  readVersions: ReadSnapshots<CurrentVersion>,
  validity: Validity,
): ReadSnapshots<AbilityFacts> {
  const keepBuilding = (query: FactsQuery, { orgId }: SubjectVersion, building: QueriedBuilding | undefined) => {
    if (building !== undefined) cache.buildings.keep(query, orgId, building)
  }
  /** Answers those whose facts are current, and passes the others on. */
  const check = async (cached: readonly Cached[], answers: Answers, unread: Placed[]) => {
    // Clocks cost, and what has no boundary needs none.
    const asked = cached.some(({ subject }) => subject.boundary !== null) ? validity.reading() : undefined
    const versions = await readVersions(cached.map(versionQuery))
    for (const [nth, { at, query, subject }] of cached.entries()) {
      const now = versions[nth]
      if (now === undefined || !isCurrent(subject, now.subject)) {
        unread.push({ at, query })
        continue
      }
      const { building, isReplica = false } = now
      answers[at] = { subject, building, isReplica }
      if (asked !== undefined) validity.looked(subject, now.subject.now, asked)
      keepBuilding(query, now.subject, building)
    }
  }
  const readAnew = async (unread: readonly Placed[], answers: Answers) => {
    const sent = validity.reading()
    const read = await readFacts(unread.map(({ query }) => query))
    for (const [nth, { at, query }] of unread.entries()) {
      const snapshot = read[nth]
      answers[at] = snapshot
      if (snapshot === undefined) cache.delete(query.subjectId)
      else {
        cache.set(snapshot.subject)
        validity.looked(snapshot.subject, snapshot.subject.asOf, sent)
        keepBuilding(query, snapshot.subject, snapshot.building)
      }
    }
  }
  return async (queries) => {
    const answers: Answers = new Array(queries.length)
    const cached: Cached[] = []
    const unread: Placed[] = []
    for (const [at, query] of queries.entries()) {
      const subject = cache.get(query.subjectId)
      if (subject === undefined) unread.push({ at, query })
      else cached.push({ at, query, subject })
    }
    if (cached.length > 0) await check(cached, answers, unread)
    if (unread.length > 0) await readAnew(unread, answers)
    return answers
  }
}
