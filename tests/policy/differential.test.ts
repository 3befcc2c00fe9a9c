import type { SubjectFacts } from '@latchkey/authz/policy/types'
import { describe, expect, it } from 'vitest'
import { assigned, decide } from './facts.ts'
import { oracle, type Verdict } from './oracle.ts'
import { type Case, cases } from './worlds.ts'

const SEED = 20_261_121
const CASES = cases(SEED, 8_000)

const policy = ({ key, facts }: Case): Verdict => {
  const { decision, context } = decide(key, facts)
  return { decision, code: context.reason.code }
}

const differs = (one: Verdict, other: Verdict): boolean => one.decision !== other.decision || one.code !== other.code

describe('the policy and an independent reading of product.md', () => {
  it('agree on every decision and its reason', () => {
    expect(CASES.filter((asked) => differs(policy(asked), oracle(asked.key, asked.facts)))).toEqual([])
  })

  it('have both been asked for every reason there is', () => {
    const seen = new Set(CASES.map((asked) => policy(asked).code))
    expect([...seen].toSorted()).toEqual([
      'building_assignment',
      'denied_by_override',
      'global_permission',
      'no_grant',
      'occupancy',
      'resource_not_in_org',
      'subject_inactive',
    ])
  })

  const MISTAKES: Record<string, (facts: SubjectFacts) => SubjectFacts> = {
    'a status nobody looks at': (facts) => ({ ...facts, status: 'ACTIVE' }),
    'a DENY that is forgotten': (facts) => ({ ...facts, deny: [] }),
    'a DENY that takes away an assignment': (facts) => (facts.deny.length > 0 ? { ...facts, assignments: [] } : facts),
    'a DENY that takes away an occupancy': (facts) => (facts.deny.length > 0 ? { ...facts, occupancies: [] } : facts),
    'an ALLOW that is forgotten': (facts) => ({ ...facts, allow: [] }),
    'roles that are forgotten': (facts) => ({ ...facts, roleKeys: [] }),
    'an occupancy that is forgotten': (facts) => ({ ...facts, occupancies: [] }),
    'a manager who writes': (facts) => ({ ...facts, assignments: promoted(facts) }),
    'an assignment that counts in another building': (facts) => ({ ...facts, assignments: everywhere(facts) }),
  }

  it.each(Object.entries(MISTAKES))('would disagree over %s', (_, mistake) => {
    const wrong = CASES.filter(({ key, facts }) => {
      const mistaken = { ...facts, subject: mistake(facts.subject) }
      return differs(policy({ key, facts: mistaken }), oracle(key, facts))
    })
    expect(wrong.length).toBeGreaterThan(5)
  })
})

const promoted = ({ assignments }: SubjectFacts) =>
  assignments.map(({ buildingId }) => assigned('BUILDING_ADMIN', buildingId))
const everywhere = ({ assignments }: SubjectFacts) => assignments.map(({ type }) => assigned(type))
