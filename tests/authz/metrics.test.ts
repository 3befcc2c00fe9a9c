import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { createCallers } from '@latchkey/authz/http/known-callers'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { authzPool, ownerPool } from '../support/database.ts'
import { changesOf } from '../support/metrics.ts'
import { createWorld, newId } from '../support/world.ts'

const world = await createWorld(ownerPool())
const building = { type: 'building', id: await world.building() }
const viewer = { type: 'user', id: await world.user({ roles: ['viewer'] }) }
const staff = await world.user()
await world.assign(staff, building.id, 'STAFF')
const permitted = { subject: viewer, action: { name: 'units.read' }, resource: building }
const denied = { ...permitted, action: { name: 'units.write' } }
const stale = { ...permitted, context: { atLeast: 1_000_000 } }

const metrics = createMetrics('authz')
const decided = (work: () => Promise<unknown>) => changesOf(metrics, 'latchkey_decisions_total', work)

describe('decisions are counted', () => {
  const authz = testAuthz({ metrics, callers: createCallers([{ name: 'reports', key: testAuthz().key }]) })

  it('by caller, outcome and reason, each item of a batch by itself', async () => {
    const ask = async () => {
      await authz.post('/authz/check', permitted)
      await authz.post('/access/v1/evaluation', denied)
      await authz.post('/authz/check', { ...permitted, subject: { type: 'user', id: newId() } })
      await authz.post('/authz/check/batch', { evaluations: [permitted, denied, denied] })
    }
    expect(await decided(ask)).toEqual({
      'reports permit global_permission': 2,
      'reports deny no_grant': 3,
      'reports deny subject_unknown': 1,
    })
  })

  it('and what is none is not: malformed, without an answer, or by nobody known', async () => {
    const ask = async () => {
      await authz.post('/authz/check', { ...permitted, subject: 'x' })
      await authz.post('/authz/check', stale)
      await authz.post('/authz/check/batch', { evaluations: [{}, stale] })
      await authz.post('/authz/check', permitted, { authorization: 'Bearer guess' })
    }
    expect(await decided(ask)).toEqual({})
  })

  it('with the time of each request that they came in', async () => {
    const ask = () => authz.post('/authz/check/batch', { evaluations: [permitted, denied] })
    expect(await changesOf(metrics, 'latchkey_decision_duration_seconds_count', ask)).toEqual({ '': 1 })
  })
})

describe('memory', () => {
  const [hits, misses, evictions] = [{ value: 0 }, { value: 0 }, { value: 0 }]
  const taken = () => {
    const counts = { hits: hits.value, misses: misses.value, evictions: evictions.value }
    for (const count of [hits, misses, evictions]) count.value = 0
    return counts
  }
  const counting = (bytes: number) =>
    testAuthz({ facts: createFacts(authzPool(), createCache(bytes, evictions), { memory: { hits, misses } }) })

  it('counts what it proves by itself, and what takes a statement', async () => {
    const authz = counting(1024 * 1024)
    const { context } = await authz.ask(staff, 'units.read', building)
    expect(taken()).toEqual({ hits: 0, misses: 1, evictions: 0 })
    await authz.ask(staff, 'units.read', building, context.version)
    expect(taken()).toEqual({ hits: 1, misses: 0, evictions: 0 })
    await authz.ask(staff, 'units.read', building)
    await authz.abilities(staff)
    expect(taken()).toEqual({ hits: 0, misses: 2, evictions: 0 })
    await authz.ask('not an id', 'units.read', building)
    expect(taken()).toEqual({ hits: 0, misses: 0, evictions: 0 })
  })

  it('counts what it gives up to make room', async () => {
    const authz = counting(4_000)
    for (let nth = 0; nth < 4; nth += 1)
      await authz.ask(await world.user(), 'users.read', { type: 'org', id: world.orgId })
    expect(taken().evictions).toBeGreaterThan(0)
  })
})
