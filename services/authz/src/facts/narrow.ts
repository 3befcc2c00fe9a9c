import type { AbilityFacts, Listed, Occupancy, QuestionFacts } from '../policy/types.ts'
import type { FactsCache } from './cache.ts'
import type { FactsQuery, QueriedBuilding, Snapshot } from './snapshots.ts'

const inBuilding = <Grant extends Occupancy>(
  listed: Listed<Grant>,
  { buildingId }: QueriedBuilding,
  there: readonly Grant[] | null,
) => (listed === 'many' ? (there ?? []) : listed.filter((grant) => grant.buildingId === buildingId))

/** What will count there. */
const aheadIn = ({ ahead }: AbilityFacts, buildingId: string | undefined) =>
  ahead ? ahead.filter((grant) => grant.buildingId === null || grant.buildingId === buildingId) : null

/** The grants that count for one resource: those in its building. Of several homes that with the lowest id decides: last. */
export const narrow = (
  { type, resourceId }: FactsQuery,
  { subject, building }: Snapshot<AbilityFacts>,
): QuestionFacts => {
  if (type === 'org' || building === undefined) {
    const resource = type === 'org' ? { type, id: resourceId } : undefined
    const ahead = aheadIn(subject, undefined)
    return { subject: { ...subject, assignments: [], occupancies: [], ahead }, resource, decisions: undefined }
  }
  const ahead = aheadIn(subject, building.buildingId)
  const assignments = inBuilding(subject.assignments, building, building.assignments)
  const occupancies = inBuilding(subject.occupancies, building, building.occupancies).toSorted((one, other) =>
    one.id < other.id ? 1 : -1,
  )
  return {
    subject: { ...subject, assignments, occupancies, ahead },
    resource: { type: 'building', orgId: subject.orgId, id: building.buildingId },
    decisions: undefined,
  }
}

const OWN_ORG = 'own org'
const ABSENT = 'absent'
const ELSEWHERE = 'elsewhere'

const hasOneIn = (grants: readonly { readonly buildingId: string | null }[], buildingId: string): boolean => {
  for (const grant of grants) if (grant.buildingId === buildingId) return true
  return false
}

/** A name for all resources on which the facts decide alike; each building has its own where they do not list their grants. */
const placeOf = (
  { type, resourceId }: FactsQuery,
  { subject: { orgId, assignments, occupancies, ahead }, building }: Snapshot<AbilityFacts>,
): string => {
  if (type === 'org') return resourceId === orgId ? OWN_ORG : ABSENT
  if (building === undefined) return ABSENT
  const { buildingId } = building
  if (assignments === 'many' || occupancies === 'many') return buildingId
  const isGranted = hasOneIn(assignments, buildingId) || hasOneIn(occupancies, buildingId)
  return isGranted || (ahead && hasOneIn(ahead, buildingId)) ? buildingId : ELSEWHERE
}

/** The same, and the same object for one place of the same facts: what hangs on it is found again. */
export const createNarrow = (cache: FactsCache | undefined): typeof narrow => {
  if (cache === undefined) return narrow
  return (query, snapshot) => {
    const place = placeOf(query, snapshot)
    const places = cache.places(snapshot.subject) ?? new Map<string, QuestionFacts>()
    const kept = places.get(place)
    if (kept !== undefined) return kept
    const narrowed = narrow(query, snapshot)
    places.set(place, narrowed)
    cache.keepPlaces(snapshot.subject, places)
    return narrowed
  }
}
