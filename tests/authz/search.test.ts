import { BATCH_LIMIT, SEARCH_PAGE } from '@latchkey/shared/authz/limits'
import { FoundActions, FoundEntities } from '@latchkey/shared/authz/search'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { decisionsIn } from '../support/decisions.ts'
import { type Entity, populate } from './search-worlds.ts'

const db = ownerPool()
const authz = testAuthz()

const SEEDS = [20_261_121, 4]
const PAGE_SIZES = [1, 2, 7, 1_000]
const ACTIONS = [...PERMISSION_KEYS, 'units.paint']

const textOf = (subject: Entity, name: string, resource: Entity) => JSON.stringify([subject, name, resource])

/** The texts of all permitted questions, found by asking every one. */
const bruteForce = async (subjects: readonly Entity[], resources: readonly Entity[]): Promise<Set<string>> => {
  const all = subjects.flatMap((subject) =>
    ACTIONS.flatMap((name) => resources.map((resource) => ({ subject, action: { name }, resource }))),
  )
  const permitted = new Set<string>()
  for (let from = 0; from < all.length; from += BATCH_LIMIT) {
    const evaluations = all.slice(from, from + BATCH_LIMIT)
    const decisions = await decisionsIn(await authz.post('/access/v1/evaluations', { evaluations }))
    for (const [at, { subject, action, resource }] of evaluations.entries()) {
      if (decisions[at] === true) permitted.add(textOf(subject, action.name, resource))
    }
  }
  return permitted
}

/** All pages of a search, none of which is longer than was asked. */
const searchAll = async <Result>(
  path: string,
  search: object,
  limit: number,
  schema: z.ZodType<{ results: Result[]; page: { next_token: string; count?: number | undefined } }>,
): Promise<Result[]> => {
  const all: Result[] = []
  let token = ''
  do {
    const answer = await authz.post(path, { ...search, page: { limit, ...(token === '' ? {} : { token }) } })
    expect(answer.status).toBe(200)
    const { results, page } = schema.parse(await answer.json())
    expect(results.length).toBeLessThanOrEqual(limit)
    expect(page.count).toBe(results.length)
    if (page.next_token !== '') expect(results).toHaveLength(limit)
    all.push(...results)
    token = page.next_token
  } while (token !== '')
  return all
}

const sorted = (ids: readonly string[]) => ids.toSorted()

describe.each(SEEDS)('in the generated orgs of seed %i', async (seed) => {
  const { subjects, resources } = await populate(db, seed)
  const permitted = await bruteForce(subjects, resources)

  it('many questions are permitted and many are not', () => {
    expect(permitted.size).toBeGreaterThan(300)
    expect(permitted.size).toBeLessThan((subjects.length * resources.length * ACTIONS.length) / 2)
  })

  describe.each(PAGE_SIZES)('at pages of %i', (limit) => {
    it('subject search finds exactly those who are permitted', async () => {
      for (const name of ACTIONS) {
        for (const resource of resources) {
          for (const type of ['user', 'machine']) {
            const search = { subject: { type }, action: { name }, resource }
            const found = await searchAll('/access/v1/search/subject', search, limit, FoundEntities)
            const expected = subjects.filter((one) => one.type === type && permitted.has(textOf(one, name, resource)))
            expect(found).toEqual(sorted(expected.map(({ id }) => id)).map((id) => ({ type, id })))
          }
        }
      }
    })

    it('resource search finds exactly where it is permitted, each resource once', async () => {
      for (const subject of subjects) {
        for (const name of ACTIONS) {
          for (const type of ['org', 'building', 'unit', 'garden']) {
            const search = { subject, action: { name }, resource: { type } }
            const found = await searchAll('/access/v1/search/resource', search, limit, FoundEntities)
            const expected = resources.filter((one) => one.type === type && permitted.has(textOf(subject, name, one)))
            expect(sorted(found.map(({ id }) => id))).toEqual(sorted(expected.map(({ id }) => id)))
            expect(found.every((one) => one.type === type)).toBe(true)
          }
        }
      }
    })

    it('action search finds exactly what is permitted, in the order of the catalogue', async () => {
      for (const subject of subjects) {
        for (const resource of resources) {
          const found = await searchAll('/access/v1/search/action', { subject, resource }, limit, FoundActions)
          const expected = PERMISSION_KEYS.filter((name) => permitted.has(textOf(subject, name, resource)))
          expect(found).toEqual(expected.map((name) => ({ name })))
        }
      }
    })
  })
})

it('the largest page size of the test holds every result on one page', () => {
  expect(Math.max(...PAGE_SIZES)).toBeLessThanOrEqual(SEARCH_PAGE.most)
})
