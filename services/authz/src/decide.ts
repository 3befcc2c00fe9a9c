import { packRules } from '@casl/ability/extra'
import { withValue } from '@latchkey/shared/at-once-or-later'
import {
  type Abilities,
  type Decision,
  type DenialReason,
  isResourceType,
  type Question,
  type QuestionContext,
  SUBJECT_TYPE,
} from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import { type NumberedKey, numberedKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import type { DecisionPoint } from './decision-point.ts'
import type { Facts } from './facts/facts.ts'
import type { Known } from './facts/freshness.ts'
import type { FactsQuery } from './facts/snapshots.ts'
import { abilityOf, permitOf, permittedUntil } from './policy/ability.ts'
import { POLICY_HASH } from './policy/hash.ts'
import { listRulesOf } from './policy/list-rules.ts'
import { denialReason } from './policy/reasons.ts'
import { isoOf } from './policy/times.ts'
import type { QuestionFacts, Resource, SubjectFacts } from './policy/types.ts'

/** The version of a subject of whom nothing was read. */
const NO_VERSION = 0

/** Enough of the hash to tell policies apart, in every answer and every line of the log. */
const policy = POLICY_HASH.slice(0, 12)

const deny = (reason: DenialReason, version: number): Decision => ({
  decision: false,
  context: { reason, version, policy },
})

const UNKNOWN_SUBJECT = deny({ code: 'subject_unknown' }, NO_VERSION)

const isInOrg = (resource: Resource | undefined, { orgId }: SubjectFacts): resource is Resource =>
  resource !== undefined && (resource.type === 'org' ? resource.id : resource.orgId) === orgId

/** The decision on one key. */
export type Evaluate = (key: PermissionKey) => Decision

/**
 * The decisions on facts, for as many keys as are asked: the ability is built once. Deny until a grant is found; the
 * order of the reasons is that of api.md.
 */
export function evaluatorOf(facts: QuestionFacts | undefined): Evaluate {
  if (facts === undefined) return () => UNKNOWN_SUBJECT
  const { subject, resource } = facts
  const { version } = subject
  if (subject.status !== 'ACTIVE') return () => deny({ code: 'subject_inactive' }, version)
  if (!isInOrg(resource, subject)) return () => deny({ code: 'resource_not_in_org' }, version)
  const ability = abilityOf(subject)
  return (key) => {
    const reason = permitOf(ability, key, resource)
    if (reason === undefined) return deny(denialReason(subject, key, resource), version)
    const until = permittedUntil(ability, key, resource, reason)
    return {
      decision: true,
      context: { reason, version, policy, ...(until !== undefined && { permittedUntil: until }) },
    }
  }
}

/** What is known, unless that is stale. @throws DomainError `stale_replica` */
export const knownOrThrow = <Facts>(known: Known<Facts>): Facts | undefined => {
  if (known instanceof DomainError) throw known
  return known
}

const NO_CONTEXT: QuestionContext = {}

/** What the catalogue alone can answer; it reads nothing and has version 0. */
const UNKNOWN_ACTION = deny({ code: 'unknown_action' }, NO_VERSION)
const UNKNOWN_RESOURCE_TYPE = deny({ code: 'unknown_resource_type' }, NO_VERSION)

/** What facts a question about a key is decided on, unless the catalogue has its answer. */
const queryOf = ({ subject, resource: { type, id }, context = NO_CONTEXT }: Question): FactsQuery | Decision => {
  if (!isResourceType(type)) return UNKNOWN_RESOURCE_TYPE
  if (subject.type !== SUBJECT_TYPE) return UNKNOWN_SUBJECT
  return {
    subjectId: subject.id,
    type,
    resourceId: id,
    atLeast: context.atLeast,
    orgAtLeast: context.orgAtLeast,
  }
}

/** Decides the questions of one request on facts that are known; an ability is built once, when nothing is kept. */
const createDecide = () => {
  let evaluators: Map<QuestionFacts, Evaluate> | undefined
  const evaluatorOn = (facts: QuestionFacts): Evaluate => {
    evaluators ??= new Map()
    const evaluate = evaluators.get(facts) ?? evaluatorOf(facts)
    evaluators.set(facts, evaluate)
    return evaluate
  }
  return (known: Known<QuestionFacts>, { key, number }: NumberedKey): Decision | DomainError => {
    if (known === undefined) return UNKNOWN_SUBJECT
    if (known instanceof DomainError) return known
    known.decisions ??= new Array<Decision | undefined>(PERMISSION_KEYS.length)
    const decision = known.decisions[number] ?? evaluatorOn(known)(key)
    known.decisions[number] = decision
    return decision
  }
}

/** A question whose facts are not proven by memory, and its place. */
interface Unread {
  readonly at: number
  readonly key: NumberedKey
  readonly query: FactsQuery
}

export const createEvaluate = (facts: Facts): DecisionPoint['evaluate'] => {
  return (questions) => {
    const decide = createDecide()
    const unread: Unread[] = []
    const answers = questions.map((question, at): Decision | DomainError => {
      const key = numberedKey(question.action.name)
      if (key === undefined) return UNKNOWN_ACTION
      const query = queryOf(question)
      if ('decision' in query) return query
      const known = facts.remembered(query)
      if (known !== 'unproven') return decide(known, key)
      unread.push({ at, key, query })
      return UNKNOWN_SUBJECT
    })
    if (unread.length === 0) return answers
    const read = facts.forQuestions(unread.map(({ query }) => query))
    return withValue(read, (known) => {
      for (const [nth, { at, key }] of unread.entries()) answers[at] = decide(known[nth], key)
      return answers
    })
  }
}

const NO_ABILITIES = { rules: [], version: NO_VERSION, holdsUntil: null }

/** The rules of a subject for list filters, without the grants they come from; nobody's rules are empty. */
export const createListAbilities = (facts: Facts): DecisionPoint['listAbilities'] => {
  return async ({ subject, context }) => {
    if (subject.type !== SUBJECT_TYPE) return NO_ABILITIES
    const known = knownOrThrow(await facts.forAbilities(subject.id, context?.atLeast))
    if (known === undefined) return NO_ABILITIES
    // safe because the rules of the policy are those that the contract names; tests read every one through it
    const rules = packRules(listRulesOf(known)) as Abilities['rules']
    const holdsUntil = known.boundary === null ? null : isoOf(known.boundary)
    return { rules, version: known.version, holdsUntil }
  }
}
