import type { Facts } from '@latchkey/authz/facts/facts'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { person, RESOURCES } from '../policy/facts.ts'
import { newId } from '../support/world.ts'

const built = vi.hoisted(() => ({ abilities: 0 }))
vi.mock('@latchkey/authz/policy/ability', async (original) => {
  const actual = await original<typeof import('@latchkey/authz/policy/ability')>()
  const abilityOf: typeof actual.abilityOf = (facts) => {
    built.abilities += 1
    return actual.abilityOf(facts)
  }
  return { ...actual, abilityOf }
})
const { createLatchkeyPoint } = await import('@latchkey/authz/latchkey-point')

const holders = Array.from({ length: 20 }, newId)
const known = { subject: person({ roleKeys: ['org_admin'] }), resource: RESOURCES['own building'] }
const facts: Facts = {
  within: () => facts,
  remembered: () => 'unproven',
  forQuestions: async (queries) => {
    const bySubject = new Map(queries.map(({ subjectId }) => [subjectId, { ...known }]))
    return queries.map(({ subjectId }) => bySubject.get(subjectId))
  },
  forAbilities: async () => ({ ...known.subject, boundary: null }),
  findHolders: async () => holders,
  findResources: async () => undefined,
}
const point = createLatchkeyPoint(facts)
const subject = { type: 'user', id: newId() }
const resource = { type: 'building', id: newId() }
const page = { after: undefined, limit: 100 }

describe('the ability of a subject is built once', () => {
  beforeEach(() => {
    built.abilities = 0
  })

  it('for all keys of an access list', async () => {
    const { results } = await point.listAccess(resource.id, page)
    expect(results.flatMap(({ permits }) => permits).length).toBeGreaterThan(holders.length)
    expect(built.abilities).toBe(holders.length)
  })

  it('for all keys of an action search', async () => {
    const { results } = await point.searchActions({ subject, resource }, page)
    expect(results.length).toBeGreaterThan(1)
    expect(built.abilities).toBe(1)
  })

  it('for all keys of a batch that are asked on one resource', async () => {
    const evaluations = await point.evaluate(PERMISSION_KEYS.map((name) => ({ subject, action: { name }, resource })))
    expect(evaluations).toHaveLength(PERMISSION_KEYS.length)
    expect(built.abilities).toBe(1)
  })
})
