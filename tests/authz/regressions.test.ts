import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { countingPool } from '../support/counting-pool.ts'
import { authzPool, ownerPool } from '../support/database.ts'
import { decisionsIn } from '../support/decisions.ts'
import { createWorld } from '../support/world.ts'

/** What went wrong in other decision points, and has its test elsewhere when it is not here: see docs/authz.md. */
const db = ownerPool()
const world = await createWorld(db)
const other = await createWorld(db)
const counting = countingPool(authzPool())
const authz = testAuthz({ facts: createFacts(counting.pool, createCache(1024 * 1024)) })
const here = { type: 'building', id: await world.building() }
const there = { type: 'building', id: await other.building() }
const admin = { type: 'user', id: await world.user({ roles: ['org_admin'] }) }
const foreigner = { type: 'user', id: await other.user({ roles: ['org_admin'] }) }
const nobody = { type: 'user', id: await world.user() }
const action = { name: 'units.read' }

const batch = async (evaluations: readonly object[]): Promise<boolean[]> =>
  decisionsIn(await authz.post('/authz/check/batch', { evaluations }))

describe('keys of the cache and of a batch cannot collide', () => {
  it('however ids and types are put together, each question gets its own answer', async () => {
    const permitted = { subject: admin, action, resource: here }
    const crafted = [
      { subject: { type: 'user', id: `${admin.id} building now ${here.id}` }, action, resource: here },
      { subject: { type: 'user', id: `${nobody.id} ${admin.id}` }, action, resource: here },
      { subject: nobody, action, resource: { type: 'building', id: `${here.id} ${admin.id}` } },
      { subject: admin, action, resource: { type: 'org', id: `now ${world.orgId}` } },
      { subject: admin, action, resource: { type: 'org', id: here.id } },
      { subject: admin, action: { name: 'units.read building' }, resource: here },
      { subject: { type: `user ${admin.id}`, id: '' }, action, resource: here },
      { subject: { type: 'User', id: admin.id }, action, resource: here },
      { subject: nobody, action, resource: here },
    ]
    for (const warm of [false, true]) {
      expect(await batch([permitted, ...crafted, permitted]), `warm ${warm}`).toEqual([
        true,
        ...crafted.map(() => false),
        true,
      ])
    }
  })

  it('of versions: the same question pinned and not pinned is answered by itself', async () => {
    const { version } = (await authz.ask(admin.id, action.name, here)).context
    const question = { subject: admin, action, resource: here }
    const answer = await authz.post('/authz/check/batch', {
      evaluations: [
        question,
        { ...question, context: { atLeast: version + 1 } },
        { ...question, context: { atLeast: 1 } },
      ],
    })
    const error = { decision: false, context: { error: { status: 503, message: expect.any(String) } } }
    const permit = expect.objectContaining({ decision: true })
    expect(await answer.json()).toEqual({ evaluations: [permit, error, permit] })
  })
})

describe('a subject of one org and a resource of another never meet', () => {
  it('not in one batch, not in the cache, not in a search', async () => {
    const orgs = [world.orgId, other.orgId].map((id) => ({ type: 'org', id }))
    const places = [here, there, ...orgs]
    const all = [admin, foreigner].flatMap((subject) => places.map((resource) => ({ subject, action, resource })))
    const expected = [true, false, true, false, false, true, false, true]
    expect(await batch(all)).toEqual(expected)
    expect(await batch(all.toReversed())).toEqual(expected.toReversed())
    for (const [subject, resource] of [
      [admin, there],
      [foreigner, here],
    ] as const) {
      const keys = await authz.post('/access/v1/search/action', { subject, resource })
      expect(await keys.json()).toMatchObject({ results: [] })
      const search = await authz.post('/access/v1/search/resource', { subject, action, resource })
      expect(await search.text()).not.toContain(resource.id)
      const users = await authz.post('/access/v1/search/subject', { subject, action, resource })
      expect(await users.text()).not.toContain(subject.id)
    }
  })
})

describe('an error is an error', () => {
  const questions: [path: string, body: object][] = [
    ['/authz/check', { subject: admin, action, resource: here }],
    ['/authz/check/batch', { evaluations: [{ subject: admin, action, resource: here }] }],
    ['/authz/abilities', { subject: admin }],
    ['/access/v1/search/subject', { subject: { type: 'user' }, action, resource: here }],
    ['/access/v1/search/resource', { subject: admin, action, resource: { type: 'building' } }],
    ['/access/v1/search/action', { subject: admin, resource: here }],
  ]

  it.each(questions)('at %s: not a denial, not an empty result, and not cached', async (path, body) => {
    counting.failOnce()
    const failed = await authz.post(path, body)
    expect(failed.status).toBe(503)
    const problem: unknown = await failed.json()
    expect(problem).toMatchObject({ code: 'unavailable' })
    for (const member of ['decision', 'evaluations', 'results', 'rules']) expect(problem).not.toHaveProperty(member)
    const again = await authz.post(path, body)
    expect(again.status).toBe(200)
    expect(await again.text()).toMatch(/"decision":true|"results":\[\{|"rules":\[\[/)
  })
})

describe('a caller who goes away', () => {
  it('leaves no facts behind that answer the next request', async () => {
    const listening = await authz.listen()
    const userId = await world.user()
    const question = JSON.stringify({ subject: { type: 'user', id: userId }, action, resource: here })
    const headers = { authorization: `Bearer ${listening.key}`, 'content-type': 'application/json' }
    for (const [role, decision] of [
      [undefined, false],
      ['viewer', true],
    ] as const) {
      if (role !== undefined) await world.grantRole(userId, role)
      const gone = new AbortController()
      const given = { method: 'POST', headers, body: question, signal: gone.signal }
      const asked = fetch(`${listening.url}/authz/check`, given).catch(() => undefined)
      gone.abort()
      await asked
      expect((await authz.ask(userId, action.name, here)).decision).toBe(decision)
    }
    await listening.close()
  })
})
