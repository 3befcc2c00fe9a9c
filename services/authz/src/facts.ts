import type { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { isId } from '@latchkey/shared/ids'
import type { Pool } from 'pg'
import { createFindHolders, type FindHolders } from './access/holders.ts'
import { type Memory, NO_MEMORY } from './memory.ts'
import { createRead } from './pool.ts'
import { createRecall } from './recall.ts'
import { createSearchFacts, type SearchFacts } from './search/reader.ts'
import { createSnapshots, type Place, type Snapshot } from './snapshot.ts'

export interface Assignment {
  readonly id: string
  readonly buildingId: string
  readonly type: AssignmentTypeName
}

/** An ACTIVE one: an ended occupancy is no fact. */
export interface Occupancy {
  readonly id: string
  readonly buildingId: string
}

/** Everything the database says about a subject that a decision about one resource can depend on. */
export interface SubjectFacts {
  readonly orgId: string
  readonly id: string
  readonly status: 'INVITED' | 'ACTIVE' | 'DISABLED'
  readonly version: number
  readonly roleKeys: readonly string[]
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly assignments: readonly Assignment[]
  readonly occupancies: readonly Occupancy[]
}

/** `many`: more than are read one by one. */
export type Listed<T> = readonly T[] | 'many'

/** The same about all resources at once. */
export interface AbilityFacts extends Omit<SubjectFacts, 'assignments' | 'occupancies'> {
  readonly assignments: Listed<Assignment>
  readonly occupancies: Listed<Occupancy>
}

export type ResourceType = 'org' | 'building' | 'unit'

/** What a question is about; a unit has become its building. */
export type Resource =
  | { readonly type: 'org'; readonly id: string }
  | { readonly type: 'building'; readonly orgId: string; readonly id: string }

/** A subject with its grants on one resource; no resource when the subject's org has no building or unit of this id. */
export interface QuestionFacts {
  readonly subject: SubjectFacts
  readonly resource: Resource | undefined
}

/** What a question is about, by ids, and the version of the subject that it must not be answered from before. */
export interface Asked {
  readonly subjectId: string
  readonly type: ResourceType
  readonly resourceId: string
  readonly atLeast?: number | undefined
}

/** The policy information point: facts as of now or, where `atLeast` is given, of that version or a later one. */
export interface Facts extends SearchFacts {
  /** Who holds any grant that may count in a building. @throws DomainError `unavailable` */
  readonly findHolders: FindHolders
  /** The facts of each, in their order; undefined for an unknown subject. @throws DomainError `unavailable` */
  forQuestions(asked: readonly Asked[]): Promise<readonly (QuestionFacts | undefined)[]>
  /** @throws DomainError `unavailable` */
  forAbilities(subjectId: string, atLeast?: number): Promise<AbilityFacts | undefined>
}

const inBuilding = <Grant extends Occupancy>(listed: Listed<Grant>, place: Place, there: readonly Grant[] | null) =>
  listed === 'many' ? (there ?? []) : listed.filter(({ buildingId }) => buildingId === place.buildingId)

/** The grants that count for one resource: those in its building, of several occupancies the one with the lowest id. */
const factsFor = ({ type, resourceId }: Asked, { subject, place }: Snapshot<AbilityFacts>): QuestionFacts => {
  if (type === 'org')
    return { subject: { ...subject, assignments: [], occupancies: [] }, resource: { type, id: resourceId } }
  if (place === undefined) return { subject: { ...subject, assignments: [], occupancies: [] }, resource: undefined }
  const assignments = inBuilding(subject.assignments, place, place.assignments)
  const occupancies = inBuilding(subject.occupancies, place, place.occupancies)
  const [lowest] = occupancies.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  return {
    subject: { ...subject, assignments, occupancies: lowest === undefined ? [] : [lowest] },
    resource: { type: 'building', orgId: subject.orgId, id: place.buildingId },
  }
}

/** Ids and types of a fixed form: no two different questions have the same text. */
const textOf = ({ subjectId, type, resourceId, atLeast }: Asked): string =>
  `${subjectId} ${type} ${atLeast ?? 'now'} ${resourceId}`

/** The facts of the database, of which as much is kept as `memory` takes. */
export function createFacts(pool: Pool, memory: Memory = NO_MEMORY): Facts {
  const read = createRead(pool)
  const { remembered, compared, whole } = createRecall(createSnapshots(read), memory)

  const forQuestions: Facts['forQuestions'] = async (asked) => {
    const distinct = new Map(asked.filter(({ subjectId }) => isId(subjectId)).map((one) => [textOf(one), one]))
    const known = new Map<Asked, Snapshot<AbilityFacts> | undefined>()
    // From the cheapest to the dearest, each asked only what those before could not tell.
    for (const ask of [remembered, compared, whole]) {
      const open = [...distinct.values()].filter((one) => !known.has(one))
      if (open.length > 0) for (const [one, snapshot] of await ask(open)) known.set(one, snapshot)
    }
    return asked.map((one) => {
      const same = distinct.get(textOf(one))
      const snapshot = same && known.get(same)
      return snapshot && factsFor(one, snapshot)
    })
  }

  const forAbilities: Facts['forAbilities'] = async (subjectId, atLeast) => {
    if (!isId(subjectId)) return undefined
    const asked = { subjectId, type: 'org', resourceId: '', atLeast } as const
    const held = await remembered([asked])
    return (held.size > 0 ? held : await whole([asked])).get(asked)?.subject
  }

  return { forQuestions, forAbilities, findHolders: createFindHolders(read), ...createSearchFacts(read) }
}
