import type { AccessListEntry } from '@latchkey/shared/authz/access-list'
import { SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import { invalid } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { knownOrThrow } from './decide.ts'
import type { DecisionPoint } from './decision-point.ts'
import type { Facts } from './facts/facts.ts'
import type { Known } from './facts/freshness.ts'
import { permittingGrants } from './policy/grants.ts'
import type { QuestionFacts } from './policy/types.ts'
import { accessOn } from './subject-access.ts'

/** Every grant that permits anything in a building. */
const grants = permittingGrants(PERMISSION_KEYS, 'building')

const entryOf = (id: string, known: Known<QuestionFacts>): AccessListEntry => {
  const subject = { type: SUBJECT_TYPE, id } as const
  const facts = knownOrThrow(known)
  if (facts?.resource === undefined) return { subject, permits: [], grants: [] }
  const access = accessOn(facts.subject, facts.resource)
  const permits = access.permissionKeys.flatMap((name) => {
    const grant = access.grants.find(({ permissionKeys }) => permissionKeys.includes(name))
    return grant === undefined ? [] : [{ action: { name }, reason: grant.reason }]
  })
  return { subject, permits, grants: access.grants }
}

/**
 * Who may do what in a building, and through which grant: the holders of a page, then the facts of all of them at once.
 * Somebody whose grants come to nothing is left out, so that a page may be shorter than asked; `next` tells whether
 * more follow.
 */
export const createListAccess = (facts: Facts): DecisionPoint['listAccess'] => {
  return async (buildingId, { after, limit }, at) => {
    if (after !== undefined && !isId(after)) throw invalid('/after', 'is not an id')
    if (!isId(buildingId)) return { results: [], next: undefined }
    const resource = { type: 'building', resourceId: buildingId } as const
    const holders = await facts.findHolders({ ...resource, grants, after, at, limit: limit + 1 })
    const shown = holders.slice(0, limit)
    const known = await facts.forQuestions(
      shown.map((subjectId) => ({ subjectId, ...resource })),
      at,
    )
    const results = shown.map((id, at) => entryOf(id, known[at])).filter(({ permits }) => permits.length > 0)
    return { results, next: holders.length > limit ? shown.at(-1) : undefined }
  }
}
