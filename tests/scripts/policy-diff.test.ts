import { describe, expect, it } from 'vitest'
import { PRESENT } from '../../scripts/policy/policy.ts'
import { CELLS_OF_A_KEY } from '../policy/mutants.ts'
import { otherPolicies } from '../support/other-policy.ts'

const ALL = (PRESENT.keys.length * CELLS_OF_A_KEY).toLocaleString('en')

const { commit, run } = otherPolicies()
const diff = (...refs: string[]) => run('policy-diff.ts', refs)

describe('policy:diff', () => {
  it('names the grant that a commit lacks, and how many answers that changes', async () => {
    const before = commit('STAFF: readKeys', "STAFF: readKeys.filter((key) => key !== 'occupancy.read')")
    const { code, out, err } = await diff(before)
    expect({ code, err }).toEqual({ code: 1, err: '' })
    const [first, ...rest] = out.trim().split('\n')
    expect(first).toBe('STAFF gains occupancy.read in the own building: 18 cells')
    expect(rest.filter((sentence) => / (gains|loses) /.test(sentence))).toEqual([])
    expect(rest.at(-1)).toMatch(new RegExp(`^18 decisions and \\d+ further reasons of ${ALL} cells change$`))
  })

  it('says that no answer changes when a commit says the same in other words', async () => {
    const refactored = commit('STAFF: readKeys', 'STAFF: [...readKeys].toReversed()')
    expect(await diff(refactored)).toEqual({ code: 0, out: `no answer changes: ${ALL} cells compared\n`, err: '' })
  })

  it('compares nothing without a commit, or with one whose policy cannot be run', async () => {
    expect(await diff()).toEqual({ code: 2, out: '', err: 'Usage: pnpm policy:diff <git ref>\n' })
    expect(await diff('no-such-branch')).toEqual({ code: 2, out: '', err: 'git knows no commit "no-such-branch"\n' })
    expect((await diff('--help')).code).toBe(2)
    const broken = await diff(commit('export const abilityOf', 'export const abilityOv'))
    expect(broken).toMatchObject({ code: 2, out: '' })
    expect(broken.err).toContain(`cannot be run: `)
    expect(broken.err).toContain('abilityOf')
  })
})
