import type { AssignmentTypeName, Decision } from '@latchkey/shared/authz/contract'
import { type Policy, PRESENT } from '../../scripts/policy/policy.ts'

type Evaluated = Parameters<Policy['evaluatorOf']>[0]

/** The policy at hand, but for what a rule beside it says of some answers. */
export const withRule = (
  rule: (facts: NonNullable<Evaluated>, key: string, decided: Decision) => Decision,
): Policy => ({
  ...PRESENT,
  evaluatorOf: (facts) => {
    const evaluate = PRESENT.evaluatorOf(facts)
    return (key) => (facts === undefined ? evaluate(key) : rule(facts, key, evaluate(key)))
  },
})

/** Places × role sets × overrides × assignments × occupancy × status. */
export const CELLS_OF_A_KEY = 3_456

/** A permit through an assignment, whoever has it. */
export const permittedBy = (type: AssignmentTypeName, version: number): Decision => ({
  decision: true,
  context: { reason: { code: 'building_assignment', type, assignmentId: 'the assignment' }, version },
})

/** A manager writes units as well. */
export const MANAGERS_WRITE_UNITS = withRule(({ subject, resource }, key, decided) => {
  const manages = subject.assignments.some(({ type, buildingId }) => type === 'MANAGER' && buildingId === resource?.id)
  const gains = subject.status === 'ACTIVE' && resource?.type === 'building' && key === 'units.write' && manages
  return gains && !decided.decision ? permittedBy('MANAGER', subject.version) : decided
})

/** An occupancy allows nothing. */
export const RESIDENTS_SEE_NOTHING = withRule(({ subject }, _, decided) => {
  if (!decided.decision || decided.context.reason.code !== 'occupancy') return decided
  return { decision: false, context: { reason: { code: 'no_grant', wouldAllow: [] }, version: subject.version } }
})
