import { createFacts } from '@latchkey/authz/facts/facts'
import { BUILDING_KEYS, PERMISSIONS } from '@latchkey/shared/permissions'
import { describe, expect, inject, it } from 'vitest'
import { answerOn } from '../../scripts/policy/answers.ts'
import { impactOf, type Policies } from '../../scripts/policy/impact.ts'
import { type Policy, PRESENT } from '../../scripts/policy/policy.ts'
import { MANAGERS_WRITE_UNITS, RESIDENTS_SEE_NOTHING, withRule } from '../policy/mutants.ts'
import { ownerPool } from '../support/database.ts'
import { otherPolicies } from '../support/other-policy.ts'
import { settledWorld } from '../support/settled-world.ts'

const db = ownerPool()
const { slug, name, people, buildings, orgId } = await settledWorld(db)

/** An admin of the org may not change buildings, unless assigned to them. */
const ADMINS_LOSE_BUILDINGS = withRule(({ subject }, key, decided) => {
  const isGlobal = decided.decision && decided.context.reason.code === 'global_permission'
  if (!isGlobal || key !== 'buildings.write' || !subject.roleKeys.includes('admin')) return decided
  return { decision: false, context: { reason: { code: 'no_grant', wouldAllow: [] }, version: subject.version } }
})

/** Everybody is asked about everything, one by one. */
async function bruteForce({ before, after }: Policies): Promise<string[]> {
  const facts = createFacts(db)
  const places = [{ type: 'org' as const, id: orgId }, ...buildings.map((id) => ({ type: 'building' as const, id }))]
  const found: string[] = []
  for (const subjectId of people) {
    for (const { type, id } of places) {
      const [known] = await facts.forQuestions([{ subjectId, type, resourceId: id }])
      if (known === undefined || known instanceof Error) throw new Error(`nothing is known of ${subjectId}`)
      for (const key of PRESENT.keys) {
        const [had, has] = [before, after].map((policy) => answerOn(policy, known, key).decision)
        if (had !== has) found.push(`${subjectId} ${has ? 'gains' : 'loses'} ${key} ${id}`)
      }
    }
  }
  return found.toSorted()
}

async function impact(policies: Policies): Promise<string[]> {
  const found: string[] = []
  for await (const { person, effects } of impactOf(db, policies, slug)) {
    for (const { gains, keys, place } of effects) {
      const verb = gains ? 'gains' : 'loses'
      found.push(...keys.flatMap((key) => place.ids.map((id) => `${person.id} ${verb} ${key} ${id}`)))
    }
  }
  return found.toSorted()
}

describe('who gains or loses by a change of the policy', () => {
  it.each<[change: string, before: Policy, after: Policy]>([
    ['a grant of some in their buildings', PRESENT, MANAGERS_WRITE_UNITS],
    ['the same, taken back', MANAGERS_WRITE_UNITS, PRESENT],
    ['what residents see', PRESENT, RESIDENTS_SEE_NOTHING],
    ['a grant of some everywhere but in their own buildings', PRESENT, ADMINS_LOSE_BUILDINGS],
  ])('is whom asking about everybody and everything finds: %s', async (_, before, after) => {
    const expected = await bruteForce({ before, after })
    expect(expected.length).toBeGreaterThan(0)
    expect(await impact({ before, after })).toEqual(expected)
  })

  it('is nobody when no answer changes', async () => {
    expect(await impact({ before: PRESENT, after: withRule((_, __, decided) => decided) })).toEqual([])
  })
})

describe('policy:impact', () => {
  const { commit, run } = otherPolicies()
  const command = (args: string[], env = { DATABASE_URL: inject('databaseUrl') }) => run('policy-impact.ts', args, env)

  it('names people and buildings, and ends with 1', async () => {
    const before = commit('BUILDING_ADMIN: buildingKeys', 'BUILDING_ADMIN: readKeys')
    const { code, out, err } = await command([before, '--org', slug])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    const lines = out.trim().split('\n')
    expect(lines.at(-1)).toMatch(/^\d+ people gain or lose something$/)
    const writing = BUILDING_KEYS.filter((key) => PERMISSIONS[key].access === 'write')
    const [every, one] = [writing.join(', '), `(${writing.join('|').replaceAll('.', '[.]')})`]
    expect(lines.some((line) => line.includes(` gains ${every} in Building-`))).toBe(true)
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatch(new RegExp(` gains (${one}, )*${one} in Building-`))
      expect(line.startsWith(`${name}: `)).toBe(true)
      expect(people.some((id) => line.includes(id))).toBe(true)
    }
  })

  it('says that nobody is concerned, and what it lacks', async () => {
    const same = commit('STAFF: readKeys', 'STAFF: [...readKeys]')
    const nobody = { code: 0, out: 'nobody gains or loses anything\n', err: '' }
    expect(await command([same, '--org', slug])).toEqual(nobody)
    expect(await command([])).toMatchObject({ code: 2, out: '' })
    const unset = await command([same], { DATABASE_URL: '' })
    expect(unset).toMatchObject({ code: 2, out: '' })
    expect(unset.err).toContain('DATABASE_URL')
  })
})
