import type { AccessOf } from '@latchkey/shared/authz/access'
import { invalid } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import { judge } from '../decide.ts'
import type { Found, Slice } from '../decision-point.ts'
import type { Facts, QuestionFacts } from '../facts.ts'
import { BUILDING_KEYS } from './holders.ts'

const accessOf = (subjectId: string, known: QuestionFacts | undefined): AccessOf => ({
  subject: { type: 'user', id: subjectId },
  permits: BUILDING_KEYS.flatMap((key) => {
    const { decision, context } = judge(key, known)
    return decision ? [{ action: { name: key }, reason: context.reason }] : []
  }),
})

/** Who may do what in a building, and through which grant. */
export type ListAccess = (buildingId: string, slice: Slice) => Promise<Found<AccessOf>>

/**
 * Two statements a page: who holds any grant that may count here, then the facts of all of them at once. Somebody whose
 * grants come to nothing is left out, so that a page may be shorter than asked; `next` tells whether more follow.
 */
export const createListAccess = (facts: Facts): ListAccess => {
  return async (buildingId, { after, limit }) => {
    if (after !== undefined && !isId(after)) throw invalid('/after', 'is not an id')
    if (!isId(buildingId)) return { results: [], next: undefined }
    const ids = await facts.findHolders({ buildingId, after, limit: limit + 1 })
    const shown = ids.slice(0, limit)
    const known = await facts.forQuestions(
      shown.map((subjectId) => ({ subjectId, type: 'building', resourceId: buildingId })),
    )
    const results = shown.map((id, at) => accessOf(id, known[at])).filter(({ permits }) => permits.length > 0)
    return { results, next: ids.length > limit ? shown.at(-1) : undefined }
  }
}
