import type { QuestionFacts } from '@latchkey/authz/policy/types'
import type { Decision, DenialReason, PermitReason, PossibleGrant } from '@latchkey/shared/authz/contract'
import type { PermissionKey } from '@latchkey/shared/permissions'
import { type Cell, PLACES, subjectOf } from './cells.ts'
import type { Policy } from './policy.ts'

/** The decision of a policy, with the grant that permits or the reason for the denial. */
export interface Answer {
  readonly decision: boolean
  readonly why: string
}

export const overrideText = (effect: 'ALLOW' | 'DENY'): string =>
  effect === 'ALLOW' ? 'an ALLOW override' : 'a DENY override'
const ALLOW = overrideText('ALLOW')
export const RESIDENT = 'a resident'

const permitText = (reason: PermitReason): string => {
  switch (reason.code) {
    case 'global_permission':
      return 'role' in reason.via ? reason.via.role : ALLOW
    case 'building_assignment':
      return reason.type
    case 'occupancy':
      return RESIDENT
  }
}

const possibleText = (possible: PossibleGrant): readonly string[] => {
  switch (possible.grant) {
    case 'role':
      return possible.roleKeys.toSorted()
    case 'override':
      return [ALLOW]
    case 'assignment':
      return possible.types.toSorted()
    case 'occupancy':
      return [RESIDENT]
    // Of nobody in the cells has a grant a beginning ahead: when it counts, it is a grant like any other.
    case 'scheduled':
      return []
  }
}

const denialText = (reason: DenialReason): string =>
  reason.code === 'no_grant'
    ? `no_grant (would do: ${reason.wouldAllow.flatMap(possibleText).join(', ') || 'none'})`
    : reason.code

const answerOf = ({ decision, context }: Decision): Answer =>
  decision ? { decision, why: permitText(context.reason) } : { decision, why: denialText(context.reason) }

const UNKNOWN_ACTION: Answer = { decision: false, why: 'unknown_action' }

/** What a policy says of a key on facts; a key that it does not know is denied. */
export function answerOn(policy: Policy, facts: QuestionFacts, key: string): Answer {
  if (!policy.keys.includes(key)) return UNKNOWN_ACTION
  // safe because it is one of the keys of this policy
  return answerOf(policy.evaluatorOf(facts)(key as PermissionKey))
}

export const answerIn = (policy: Policy, cell: Cell): Answer =>
  answerOn(policy, { subject: subjectOf(cell), resource: PLACES[cell.place] }, cell.key)
