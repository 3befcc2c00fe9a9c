import { packRules } from '@casl/ability/extra'
import type { Abilities, AbilitiesQuestion, Decision, DenialReason, Question } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import { isPermissionKey, type PermissionKey } from '@latchkey/shared/permissions'
import type { Asked, Facts, QuestionFacts, Resource, ResourceType, SubjectFacts } from './facts.ts'
import { abilityOf, permitOf } from './policy/ability.ts'
import { refusalOf } from './policy/reasons.ts'

/** Answers each question by itself; what keeps one alone from being decided stands in its place. */
export type DecideAll = (questions: readonly Question[]) => Promise<readonly (Decision | DomainError)[]>
export type ListAbilities = (question: AbilitiesQuestion) => Promise<Abilities>

export const SUBJECT_TYPE = 'user'
const RESOURCE_TYPES: ReadonlySet<string> = new Set<ResourceType>(['org', 'building', 'unit'])
export const isResourceType = (type: string): type is ResourceType => RESOURCE_TYPES.has(type)

/** The version of a subject of whom nothing was read. */
const NO_VERSION = 0

const deny = (reason: DenialReason, version: number): Decision => ({ decision: false, context: { reason, version } })

const isInOrg = (resource: Resource | undefined, { orgId }: SubjectFacts): resource is Resource =>
  resource !== undefined && (resource.type === 'org' ? resource.id : resource.orgId) === orgId

/** The decision on facts: deny until a grant is found. The order of the reasons is that of api.md. */
export function judge(key: PermissionKey, facts: QuestionFacts | undefined): Decision {
  if (facts === undefined) return deny({ code: 'subject_unknown' }, NO_VERSION)
  const { subject, resource } = facts
  const { version } = subject
  if (subject.status !== 'ACTIVE') return deny({ code: 'subject_inactive' }, version)
  if (!isInOrg(resource, subject)) return deny({ code: 'resource_not_in_org' }, version)
  const reason = permitOf(subject, key, resource)
  if (reason === undefined) return deny(refusalOf(subject, key, resource), version)
  return { decision: true, context: { reason, version } }
}

/** A database behind the version the caller has seen must not answer, not even that it knows nobody. */
export const isStale = (subject: { readonly version: number } | undefined, atLeast = NO_VERSION): boolean =>
  (subject?.version ?? NO_VERSION) < atLeast

interface Readable {
  readonly key: PermissionKey
  readonly asked: Asked
}

/** What must be read for an answer; what the catalogue alone can answer reads nothing and has version 0. */
const readableOf = ({ subject, action, resource, context }: Question): Readable | Decision => {
  const { type, id } = resource
  if (!isPermissionKey(action.name)) return deny({ code: 'unknown_action' }, NO_VERSION)
  if (!isResourceType(type)) return deny({ code: 'unknown_resource_type' }, NO_VERSION)
  if (subject.type !== SUBJECT_TYPE) return deny({ code: 'subject_unknown' }, NO_VERSION)
  return { key: action.name, asked: { subjectId: subject.id, type, resourceId: id, atLeast: context?.atLeast } }
}

export const createDecideAll = (facts: Facts): DecideAll => {
  return async (questions) => {
    const readables = questions.map(readableOf)
    const known = await facts.forQuestions(readables.flatMap((item) => ('asked' in item ? [item.asked] : [])))
    const inOrder = known.values()
    return readables.map((item, at) => {
      if (!('asked' in item)) return item
      const { value } = inOrder.next()
      const stale = isStale(value?.subject, questions[at]?.context?.atLeast)
      return stale ? new DomainError('stale_replica') : judge(item.key, value)
    })
  }
}

/** The rules of a subject for list filters, without the grants they come from; nobody's rules are empty. */
export const createListAbilities = (facts: Facts): ListAbilities => {
  return async ({ subject, context }) => {
    if (subject.type !== SUBJECT_TYPE) return { rules: [], version: NO_VERSION }
    const known = await facts.forAbilities(subject.id, context?.atLeast)
    if (isStale(known, context?.atLeast)) throw new DomainError('stale_replica')
    return known === undefined
      ? { rules: [], version: NO_VERSION }
      : { rules: packRules(abilityOf(known).rules), version: known.version }
  }
}
