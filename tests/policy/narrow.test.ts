import { evaluatorOf } from '@latchkey/authz/decide'
import { createCache, type FactsCache } from '@latchkey/authz/facts/cache'
import { createNarrow, narrow } from '@latchkey/authz/facts/narrow'
import type { FactsQuery, Snapshot } from '@latchkey/authz/facts/snapshots'
import type { AbilityFacts } from '@latchkey/authz/policy/types'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { ahead, living, RESOURCES } from './facts.ts'
import { cases } from './worlds.ts'

type Asked = readonly [FactsQuery, Snapshot<AbilityFacts>]

const BUILDINGS = [RESOURCES['own building'].id, RESOURCES['other building'].id, 'a third', 'a fourth']
const PEOPLE: AbilityFacts[] = cases(20_261_125, 400).map(({ facts: { subject } }, at) => {
  // Two homes in one building, the lowest not first.
  const home = living()
  const occupancies =
    at % 3 === 0 ? [{ ...home, id: `z ${home.id}` }, home, ...subject.occupancies] : subject.occupancies
  // What begins tomorrow tells in one building what it will permit there.
  const toCome = at % 4 === 0 ? [ahead('assignment', 'to come', 'STAFF'), ahead('role', 'viewer')] : null
  const many = { occupancies: at % 50 === 0 ? ('many' as const) : occupancies }
  return { ...subject, boundary: null, id: `person ${at}`, ahead: toCome, ...many }
})

/** A question about every kind of resource, on these facts. */
const questionsAbout = (subject: AbilityFacts): Asked[] => {
  const { id: subjectId, orgId } = subject
  const there = subject.occupancies === 'many' ? [living()] : null
  const about = (type: FactsQuery['type'], resourceId: string, buildingId?: string): Asked => [
    { subjectId, type, resourceId },
    {
      subject,
      building:
        buildingId === undefined ? undefined : { buildingId, orgVersion: 0, assignments: null, occupancies: there },
    },
  ]
  return [
    about('org', orgId),
    about('org', RESOURCES['foreign org'].id),
    about('building', 'absent'),
    about('unit', 'absent'),
    ...BUILDINGS.flatMap((id) => [about('building', id, id), about('unit', `a unit of ${id}`, id)]),
  ]
}

/** Narrows facts that are in the cache, as those are that were read. */
const createCached = (cache: FactsCache | undefined): typeof narrow => {
  const kept = createNarrow(cache)
  return (query, snapshot) => {
    if (cache?.get(query.subjectId) !== snapshot.subject) cache?.set(snapshot.subject)
    return kept(query, snapshot)
  }
}

const decisionsOf = (narrowed: typeof narrow, [query, snapshot]: Asked) =>
  PERMISSION_KEYS.map(evaluatorOf(narrowed(query, snapshot)))

describe('facts that are kept for a place', () => {
  it('decide as those that are narrowed anew, for everybody, every resource and every key', () => {
    const kept = createCached(createCache(64 * 1024 * 1024))
    for (const asked of [...PEOPLE, ...PEOPLE].flatMap(questionsAbout))
      expect(decisionsOf(kept, asked)).toEqual(decisionsOf(narrow, asked))
  })

  it('are one object for all buildings without a grant, and for each where grants are not listed', () => {
    const kept = createCached(createCache(64 * 1024 * 1024))
    const [someone, other] = PEOPLE.filter(
      ({ assignments, occupancies }) => assignments.length + occupancies.length === 0,
    )
    if (someone === undefined || other === undefined) throw new Error('the worlds hold people without grants')
    const ask = (subject: AbilityFacts, id: string) =>
      kept(
        { subjectId: subject.id, type: 'building', resourceId: id },
        { subject, building: { buildingId: id, orgVersion: 0, assignments: null, occupancies: null } },
      )
    expect(ask(someone, 'one')).toBe(ask(someone, 'another'))
    expect(ask(someone, 'one')).not.toBe(ask(other, 'one'))
    const many: AbilityFacts = { ...someone, id: 'with many', occupancies: 'many' }
    expect(ask(many, 'one')).toBe(ask(many, 'one'))
    expect(ask(many, 'one')).not.toBe(ask(many, 'another'))
  })

  it('are given up one by one when there is no room', () => {
    const cache = createCache(25_000)
    const kept = createCached(cache)
    for (const asked of PEOPLE.flatMap(questionsAbout)) kept(...asked)
    expect(PEOPLE.filter((facts) => cache?.places(facts) !== undefined).length).toBeLessThan(10)
  })

  it('are counted building by building', () => {
    const cache = createCache(64 * 1024)
    const kept = createNarrow(cache)
    const [someone] = PEOPLE
    if (someone === undefined) throw new Error('there are people')
    const many: AbilityFacts = { ...someone, occupancies: 'many' }
    cache?.set(many)
    const ask = (buildingId: string) => {
      const building = { buildingId, orgVersion: 0, assignments: null, occupancies: [] }
      kept({ subjectId: many.id, type: 'building', resourceId: buildingId }, { subject: many, building })
      return cache?.places(many)?.size
    }
    expect(ask('1')).toBe(1)
    const sizes = Array.from({ length: 100 }, (_, at) => ask(String(at)) ?? 0)
    expect(Math.max(...sizes)).toBeLessThan(64)
    // What there is no room for is given up; the facts are not, and are kept for further places.
    expect(cache?.get(many.id)).toBe(many)
    expect(sizes.at(-1)).toBeGreaterThan(0)
  })

  it('push no others out while there is room for all', () => {
    const evictions = { value: 0 }
    const cache = createCache(1024 * 1024, evictions)
    const kept = createCached(cache)
    const ids = Array.from({ length: 12 }, (_, at) => String(at))
    const many = PEOPLE.slice(0, 50).map((one): AbilityFacts => ({ ...one, occupancies: 'many' }))
    for (const [subject, buildingId] of many.flatMap((one) => ids.map((id) => [one, id] as const))) {
      const building = { buildingId, orgVersion: 0, assignments: null, occupancies: [] }
      kept({ subjectId: subject.id, type: 'building', resourceId: buildingId }, { subject, building })
    }
    expect(evictions.value).toBe(0)
    expect(many.map((subject) => cache?.places(subject)?.size)).toEqual(many.map(() => ids.length))
  })

  it('go with their facts', () => {
    const cache = createCache(64 * 1024 * 1024)
    const kept = createNarrow(cache)
    const [someone] = PEOPLE
    if (someone === undefined) throw new Error('there are people')
    const ask = (subject: AbilityFacts) =>
      kept({ subjectId: subject.id, type: 'org', resourceId: subject.orgId }, { subject, building: undefined })
    cache?.set(someone)
    expect(ask(someone)).toBe(ask(someone))
    const later: AbilityFacts = { ...someone, version: someone.version + 1 }
    cache?.set(later)
    expect(cache?.places(later)).toBeUndefined()
    expect(ask(later).subject.version).toBe(later.version)
    // A question that is still decided on what was known before keeps nothing.
    expect(ask(someone)).not.toBe(ask(someone))
    expect(cache?.places(someone)).toBeUndefined()
    expect(ask(later)).toBe(ask(later))
  })
})
