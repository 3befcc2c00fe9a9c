import type { AbilityFacts, Asked } from './facts.ts'
import type { Memory } from './memory.ts'
import type { Snapshot, Snapshots } from './snapshot.ts'

/** The facts of those questions that could be answered; undefined for a subject that is unknown. */
export type Recalled = ReadonlyMap<Asked, Snapshot<AbilityFacts> | undefined>

/** Three ways to the facts of questions, from the cheapest to the dearest. */
export interface Recall {
  /** No statement: what is held is new enough, and proves that the resource was there at that version. */
  remembered(asked: readonly Asked[]): Promise<Recalled>
  /** One cheap statement: what is held is of the version that the database has now. */
  compared(asked: readonly Asked[]): Promise<Recalled>
  /** One statement: everything anew. */
  whole(asked: readonly Asked[]): Promise<Recalled>
}

/**
 * The building of the question, as far as the facts prove it: a building with a grant in it cannot be deleted before
 * the grant is, which raises the version. Nothing else about a building or a unit is covered by a subject's version.
 */
const provenPlace = ({ assignments, occupancies }: AbilityFacts, { type, resourceId }: Asked) => {
  if (type !== 'building' || assignments === 'many' || occupancies === 'many') return undefined
  const isThere = [...assignments, ...occupancies].some(({ buildingId }) => buildingId === resourceId)
  return isThere ? { buildingId: resourceId, assignments: null, occupancies: null } : undefined
}

const isListed = ({ assignments, occupancies }: AbilityFacts): boolean =>
  assignments !== 'many' && occupancies !== 'many'

export function createRecall(snapshots: Snapshots, memory: Memory): Recall {
  const remembered: Recall['remembered'] = async (asked) => {
    const recalled = new Map<Asked, Snapshot<AbilityFacts>>()
    for (const one of asked) {
      const subject = memory.get(one.subjectId)
      if (subject === undefined || one.atLeast === undefined || subject.version < one.atLeast) continue
      const place = provenPlace(subject, one)
      // About somebody who is not ACTIVE, and about an org, the facts alone say everything.
      const isEnough = place !== undefined || one.type === 'org' || subject.status !== 'ACTIVE'
      if (isEnough) recalled.set(one, { subject, place })
    }
    return recalled
  }

  const compared: Recall['compared'] = async (asked) => {
    const recalled = new Map<Asked, Snapshot<AbilityFacts>>()
    const held = asked.flatMap((one) => {
      const subject = memory.get(one.subjectId)
      return subject !== undefined && (one.type === 'org' || isListed(subject)) ? [{ one, subject }] : []
    })
    if (held.length === 0) return recalled
    const now = await snapshots.current(held.map(({ one }) => one))
    for (const [at, { one, subject }] of held.entries()) {
      const current = now[at]
      const isCurrent = current !== undefined && memory.isCurrent(subject, current.subject)
      if (isCurrent) recalled.set(one, { subject, place: current.place })
    }
    return recalled
  }

  const whole: Recall['whole'] = async (asked) => {
    const read = await snapshots.whole(asked)
    for (const [at, one] of asked.entries()) {
      const subject = read[at]?.subject
      if (subject === undefined) memory.delete(one.subjectId)
      else memory.set(subject)
    }
    return new Map(asked.map((one, at) => [one, read[at]]))
  }

  return { remembered, compared, whole }
}
