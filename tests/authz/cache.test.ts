import { bytesOf, createCache } from '@latchkey/authz/facts/cache'
import { isCurrent } from '@latchkey/authz/facts/freshness'
import { LOOK_MS } from '@latchkey/authz/facts/validity'
import type { AbilityFacts } from '@latchkey/authz/policy/types'
import { describe, expect, it } from 'vitest'
import { person } from '../policy/facts.ts'
import { cachingAuthz } from '../support/caching-authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const { authz, ask, counting } = cachingAuthz()
const building = (id: string) => ({ type: 'building', id })
const org = { type: 'org', id: world.orgId }

describe('cached facts answer', () => {
  it('a question with atLeast about a building with a grant in it, without a statement', async () => {
    const [userId, here] = [await world.user(), await world.building()]
    await world.assign(userId, here, 'STAFF')
    const first = await ask(userId, building(here))
    expect(first).toMatchObject({ decision: true, statements: ['facts'] })
    expect(await ask(userId, building(here), first.version)).toEqual({ ...first, statements: [] })
    expect(await ask(userId, org, first.version)).toMatchObject({ code: 'no_grant', statements: [] })
  })

  it('any other question after a version check', async () => {
    const [userId, here] = [await world.user({ roles: ['viewer'] }), await world.building()]
    const first = await ask(userId, building(here))
    expect(await ask(userId, building(here))).toEqual({ ...first, statements: ['versions'] })
    expect(await ask(userId, building(here), first.version)).toEqual({ ...first, statements: ['versions'] })
    expect(await ask(userId, { type: 'unit', id: await world.unit(here) })).toEqual({
      ...first,
      statements: ['versions'],
    })
  })

  it('nothing when they are older than what the caller has seen, or than the database', async () => {
    const [userId, here] = [await world.user(), await world.building()]
    await world.assign(userId, here, 'STAFF')
    const { version } = await ask(userId, building(here))
    await db.query('DELETE FROM building_assignments WHERE org_id = $1 AND user_id = $2', [world.orgId, userId])
    expect(await ask(userId, building(here), version)).toMatchObject({ decision: true, version, statements: [] })
    const changed = { decision: false, version: version + 1 }
    expect(await ask(userId, building(here))).toMatchObject({ ...changed, statements: ['versions', 'facts'] })
    expect(await ask(userId, building(here), version + 1)).toMatchObject({ ...changed, statements: ['versions'] })
  })

  it('until the next look at the clock of the database where a grant of them ends, which a version check is', async () => {
    let now = 0
    const { ask } = cachingAuthz({ monotonic: () => now, wall: () => now })
    const [userId, here] = [await world.user(), await world.building()]
    await world.assign(userId, here, 'STAFF')
    await db.query(
      "UPDATE building_assignments SET ends_at = now() + interval '1 day' WHERE org_id = $1 AND user_id = $2",
      [world.orgId, userId],
    )
    const { version } = await ask(userId, building(here))
    for (const statements of [[], ['versions'], []]) {
      expect(await ask(userId, building(here), version)).toMatchObject({ decision: true, statements })
      if (statements.length === 0) now += LOOK_MS
    }
  })
})

describe('what a version does not cover is always read', () => {
  it('a building and a unit that are deleted are gone with the next question, with atLeast or without', async () => {
    const userId = await world.user({ roles: ['viewer'] })
    const [here, other] = [await world.building(), await world.building()]
    const unit = { type: 'unit', id: await world.unit(other) }
    const { version, decision } = await ask(userId, building(here))
    expect([decision, (await ask(userId, unit, version)).decision]).toEqual([true, true])
    await db.query('DELETE FROM buildings WHERE org_id = $1 AND id = $2', [world.orgId, here])
    await db.query('DELETE FROM units WHERE org_id = $1 AND id = $2', [world.orgId, unit.id])
    for (const atLeast of [undefined, version]) {
      expect(await ask(userId, building(here), atLeast)).toMatchObject({ code: 'resource_not_in_org', version })
      expect(await ask(userId, unit, atLeast)).toMatchObject({ code: 'resource_not_in_org', version })
    }
  })

  it('a building that is made is there with the next question', async () => {
    const userId = await world.user({ roles: ['viewer'] })
    const id = '01234567-0000-7000-8000-00000000beef'
    expect((await ask(userId, building(id))).code).toBe('resource_not_in_org')
    await world.building(id)
    expect((await ask(userId, building(id))).decision).toBe(true)
  })

  it('an id that another org takes as well is nobody from then on', async () => {
    const userId = await world.user({ roles: ['viewer'] })
    expect((await ask(userId, org)).decision).toBe(true)
    await (await createWorld(db)).user({ id: userId })
    expect((await ask(userId, org)).code).toBe('subject_unknown')
  })
})

describe('a read that failed', () => {
  it('is an error, is not kept, and is no permit: the next question is answered anew', async () => {
    const [userId, here] = [await world.user(), await world.building()]
    const question = { subject: { type: 'user', id: userId }, action: { name: 'units.read' }, resource: building(here) }
    for (const held of [false, true]) {
      counting.failOnce()
      const failed = await authz.post('/authz/check', question)
      expect(failed.status).toBe(503)
      expect(await failed.json()).not.toHaveProperty('decision')
      counting.taken()
      expect(await ask(userId, building(here))).toMatchObject({
        code: 'no_grant',
        statements: [held ? 'versions' : 'facts'],
      })
    }
  })
})

describe('the cache', () => {
  const facts = (id: string, grants = 0): AbilityFacts => {
    const occupancies = Array.from({ length: grants }, (_, at) => ({ id: `flat ${at}`, buildingId: 'somewhere' }))
    return { ...person({ id, occupancies }), boundary: null }
  }
  /** The ids of those that are still there after all were put in, the first being used all the time. */
  const kept = (put: readonly AbilityFacts[]) => {
    const cache = createCache(bytesOf(facts('')) * 3.5)
    for (const one of put) {
      cache?.get('1')
      cache?.set(one)
    }
    return put.map(({ id }) => id).filter((id) => cache?.get(id) !== undefined)
  }

  it('evicts the least recently used when it is full', () => {
    expect(kept(['1', '2', '3', '4'].map((id) => facts(id)))).toEqual(['1', '3', '4'])
  })

  it('makes room by size, not by number, and takes nothing that is too large for it', () => {
    const put = [facts('1'), facts('2'), facts('large', 4)]
    expect(kept(put)).toEqual(['large'])
    expect(kept([...put, facts('huge', 10_000)])).not.toContain('huge')
  })

  it('of no size is none', () => {
    expect(createCache(0)).toBeUndefined()
  })
})

it('cached facts are current only with the org and the version that the database has, from their moment to their boundary', () => {
  const cached = { orgId: 'the org', version: 7, asOf: 998, boundary: 1_000 }
  const now = { orgId: 'the org', version: 7, now: 999 }
  expect(isCurrent(cached, now)).toBe(true)
  expect(isCurrent({ ...cached, boundary: null }, { ...now, now: 9_999 })).toBe(true)
  for (const other of [{ version: 6 }, { version: 8 }, { orgId: 'another' }, { now: 1_000 }, { now: 997 }]) {
    expect(isCurrent(cached, { ...now, ...other })).toBe(false)
  }
})
