import { describe, expect, it } from 'vitest'
import { comparePolicies } from '../../scripts/policy/changes.ts'
import { type Policy, PRESENT } from '../../scripts/policy/policy.ts'
import { describeComparison } from '../../scripts/policy/sentences.ts'
import { CELLS_OF_A_KEY, MANAGERS_WRITE_UNITS, permittedBy, RESIDENTS_SEE_NOTHING, withRule } from './mutants.ts'

const ALL = (PRESENT.keys.length * CELLS_OF_A_KEY).toLocaleString('en')

const told = (before: Policy, after: Policy): string[] => describeComparison(comparePolicies(before, after))

describe('the difference of two policies', () => {
  it('is no answer for a refactoring', () => {
    expect(
      told(
        PRESENT,
        withRule((_, __, decided) => decided),
      ),
    ).toEqual([`no answer changes: ${ALL} cells compared`])
  })

  it('is one sentence for a grant that is gained, with the count of its cells', () => {
    expect(told(PRESENT, MANAGERS_WRITE_UNITS)).toEqual([
      'MANAGER gains units.write in the own building: 40 cells',
      `40 decisions and 0 further reasons of ${ALL} cells change`,
    ])
  })

  it('is the other way round a grant that is lost', () => {
    expect(told(MANAGERS_WRITE_UNITS, PRESENT)[0]).toBe('MANAGER loses units.write in the own building: 40 cells')
    expect(told(PRESENT, RESIDENTS_SEE_NOTHING)[0]).toBe(
      'A resident loses units.basic.read in the own building: 9 cells',
    )
  })

  it('says of whom alone it is so', () => {
    const odd = withRule(({ subject, resource }, key, decided) => {
      const isOdd =
        key === 'occupancy.write' &&
        resource?.type === 'building' &&
        subject.status === 'DISABLED' &&
        subject.roleKeys.includes('viewer') &&
        subject.deny.includes(key) &&
        subject.occupancies.some(({ buildingId }) => buildingId === resource.id)
      return isOdd ? permittedBy('STAFF', subject.version) : decided
    })
    expect(told(PRESENT, odd)[0]).toBe(
      'STAFF gains occupancy.write in the own building, for viewer and a DENY override and a resident, while DISABLED: 32 cells',
    )
  })

  it('names the reason where that alone changes', () => {
    const forgetful = withRule(({ subject }, _, decided) => {
      if (decided.decision || decided.context.reason.code !== 'denied_by_override') return decided
      return { decision: false, context: { reason: { code: 'no_grant', wouldAllow: [] }, version: subject.version } }
    })
    const [first, ...rest] = told(PRESENT, forgetful)
    expect(first).toMatch(
      /^audit\.read in the org is denied for no_grant \(would do: none\) instead of denied_by_override, for a DENY override: \d+ cells$/,
    )
    expect(rest.at(-1)).toMatch(new RegExp(`^0 decisions and [\\d,]+ further reasons of ${ALL} cells change$`))
  })

  it('takes what only one of them knows as unknown to the other', () => {
    const older: Policy = { ...PRESENT, keys: PRESENT.keys.filter((key) => key !== 'audit.read') }
    const sentences = told(older, PRESENT)
    expect(sentences).toContainEqual(expect.stringMatching(/^org_admin gains audit\.read in the org: \d+ cells$/))
    expect(
      sentences.filter((sentence) => / (gains|loses) /.test(sentence) && !sentence.includes('audit.read')),
    ).toEqual([])
  })
})
