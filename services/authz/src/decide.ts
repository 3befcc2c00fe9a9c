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
import { isPermissionKey, type PermissionKey } from '@latchkey/shared/permissions'
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

interface Readable {
  readonly key: PermissionKey
  readonly query: FactsQuery
}

const NO_CONTEXT: QuestionContext = {}

/** What must be read for an answer; what the catalogue alone can answer reads nothing and has version 0. */
const readableOf = ({ subject, action, resource, context }: Question): Readable | Decision => {
  const { type, id } = resource
  if (!isPermissionKey(action.name)) return deny({ code: 'unknown_action' }, NO_VERSION)
  if (!isResourceType(type)) return deny({ code: 'unknown_resource_type' }, NO_VERSION)
  if (subject.type !== SUBJECT_TYPE) return UNKNOWN_SUBJECT
  const { atLeast, orgAtLeast } = context ?? NO_CONTEXT
  return { key: action.name, query: { subjectId: subject.id, type, resourceId: id, atLeast, orgAtLeast } }
}

/** Decisions on the same facts, found once; they go with the facts. */
const createKept = () => {
  const kept = new WeakMap<QuestionFacts, Map<PermissionKey, Decision>>()
  return (facts: QuestionFacts): Map<PermissionKey, Decision> => {
    let decisions = kept.get(facts)
    if (decisions === undefined) {
      decisions = new Map()
      kept.set(facts, decisions)
    }
    return decisions
  }
}

export const createEvaluate = (facts: Facts): DecisionPoint['evaluate'] => {
  const keptOf = createKept()
  /** The decisions on questions whose facts are known: each ability is built once, and only when nothing is kept. */
  const decideAll = (readables: readonly (Readable | Decision)[], known: readonly Known<QuestionFacts>[]) => {
    let evaluators: Map<QuestionFacts, Evaluate> | undefined
    const decide = (one: QuestionFacts, key: PermissionKey): Decision => {
      evaluators ??= new Map()
      const evaluate = evaluators.get(one) ?? evaluatorOf(one)
      evaluators.set(one, evaluate)
      return evaluate(key)
    }
    let next = 0
    return readables.map((item) => {
      if (!('query' in item)) return item
      const one = known[next++]
      if (one === undefined) return UNKNOWN_SUBJECT
      if (one instanceof DomainError) return one
      const kept = keptOf(one)
      const found = kept.get(item.key)
      if (found !== undefined) return found
      const decision = decide(one, item.key)
      kept.set(item.key, decision)
      return decision
    })
  }
  return (questions) => {
    const readables = questions.map(readableOf)
    const queries: FactsQuery[] = []
    for (const item of readables) if ('query' in item) queries.push(item.query)
    return withValue(facts.forQuestions(queries), (known) => decideAll(readables, known))
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
