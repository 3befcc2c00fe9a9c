import { SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import type { HeldAccess, SubjectAccess } from '@latchkey/shared/authz/subject-access'
import { BUILDING_KEYS, PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { evaluatorOf, knownOrThrow } from './decide.ts'
import type { DecisionPoint } from './decision-point.ts'
import type { Facts } from './facts/facts.ts'
import { abilityOf, grantsOn } from './policy/ability.ts'
import type { QuestionFacts, Resource, SubjectFacts } from './policy/types.ts'

const NOTHING: SubjectAccess = { org: { permissionKeys: [], grants: [] }, buildings: [], version: 0 }

/** All grants on a resource, as they stand or as they would if the subject were ACTIVE; and the keys, if it is. */
export function accessOn(subject: SubjectFacts, resource: Resource): HeldAccess {
  const grants = grantsOn(abilityOf({ ...subject, status: 'ACTIVE' }), resource)
  if (subject.status !== 'ACTIVE') return { permissionKeys: [], grants }
  const given = new Set(grants.flatMap(({ permissionKeys }) => permissionKeys))
  return { permissionKeys: PERMISSION_KEYS.filter((key) => given.has(key)), grants }
}

const explainedBy = (facts: QuestionFacts) => {
  const evaluate = evaluatorOf(facts)
  return BUILDING_KEYS.map((permissionKey) => {
    const { decision, context } = evaluate(permissionKey)
    return { permissionKey, decision, reason: context.reason }
  })
}

/** Whatever an answer says is of this version or a later one: its parts may have been read one after the other. */
const oldest = (known: readonly QuestionFacts[]): number => Math.min(...known.map(({ subject }) => subject.version))

/** What a subject may do, and through which grants: the facts of the org and of all buildings are asked for at once. */
export const createSubjectAccess = (facts: Facts): DecisionPoint['subjectAccess'] => {
  return async ({ subject, buildingIds, context, at, explain }) => {
    if (subject.type !== SUBJECT_TYPE) return NOTHING
    const about = { subjectId: subject.id, atLeast: context?.atLeast, orgAtLeast: context?.orgAtLeast }
    const asked = [...new Set(buildingIds)]
    const queries = asked.map((resourceId) => ({ ...about, type: 'building' as const, resourceId }))
    // Which org it is, the facts say.
    const answers = await facts.forQuestions([{ ...about, type: 'org', resourceId: '' }, ...queries], at)
    const [inOrg, ...inBuildings] = answers.map(knownOrThrow)
    if (inOrg === undefined) return NOTHING
    const buildings = inBuildings.flatMap((known, at) => {
      const id = asked[at]
      // Facts may be those of all buildings on which they decide alike: which one it is, the question says.
      if (id === undefined || known?.resource?.type !== 'building') return []
      const resource = { ...known.resource, id }
      const explained = explain === true ? { explained: explainedBy({ subject: known.subject, resource }) } : {}
      return [{ id, ...accessOn(known.subject, resource), ...explained }]
    })
    const org = accessOn(inOrg.subject, { type: 'org', id: inOrg.subject.orgId })
    return { org, buildings, version: oldest([inOrg, ...inBuildings.filter((known) => known !== undefined)]) }
  }
}
