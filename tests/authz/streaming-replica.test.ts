import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { beforeEach, describe, expect, it } from 'vitest'
import { type TestAuthz, testAuthz } from '../support/authz.ts'
import { countingPool } from '../support/counting-pool.ts'
import { describeOnPostgres15 } from '../support/postgres-15.ts'
import { replication } from '../support/replication.ts'
import { createWorld, newId } from '../support/world.ts'
import { revokeUnderLoad } from './replicas.ts'

describeOnPostgres15('a streaming replica', async () => {
  const { owner, primary, replica, nowhere, pause, catchUp } = await replication()
  const world = await createWorld(owner)
  const counting = countingPool(primary)
  const over = (pool: typeof replica, fallback?: typeof replica): TestAuthz =>
    testAuthz({ facts: createFacts(pool, createCache(1024 * 1024), { primary: fallback }) })

  interface Asked {
    readonly userId: string
    readonly building: string
    readonly atLeast?: number
    readonly orgAtLeast?: number
  }
  const questionOf = ({ userId, building, ...context }: Asked) => ({
    subject: { type: 'user', id: userId },
    action: { name: 'units.read' },
    resource: { type: 'building', id: building },
    context,
  })
  /** The decision, or the code of the problem. */
  const ask = async (authz: TestAuthz, asked: Asked): Promise<unknown> => {
    const { decision, code } = (await (await authz.post('/authz/check', questionOf(asked))).json()) as Record<
      string,
      unknown
    >
    return decision ?? code
  }
  const versionsOf = async (userId: string) => {
    const { rows } = await owner.query<{ atLeast: number; orgAtLeast: number }>(
      `SELECT u.authz_version AS "atLeast", coalesce(v.version, 0) AS "orgAtLeast"
       FROM users u LEFT JOIN org_authz_versions v ON v.org_id = u.org_id WHERE u.id = $1`,
      [userId],
    )
    const [versions] = rows
    if (versions === undefined) throw new Error('nobody has this id')
    return versions
  }
  const revoke = (userId: string) => owner.query('DELETE FROM user_roles WHERE user_id = $1', [userId])

  /** Somebody whose role is taken away, and a building that is deleted, one that is made, while the replica stands still. */
  async function changeUnseen() {
    const [viewer, reader] = [await world.user({ roles: ['viewer'] }), await world.user({ roles: ['viewer'] })]
    const [kept, deleted] = [await world.building(), await world.building()]
    await catchUp()
    const before = await versionsOf(viewer)
    await pause()
    await revoke(viewer)
    await owner.query('DELETE FROM buildings WHERE id = $1', [deleted])
    const made = await world.building()
    return { viewer, reader, kept, deleted, made, before }
  }

  beforeEach(catchUp)

  describe('alone, while it is behind', () => {
    it('gives no old answer to who says how new it must be, and the present one when it has caught up', async () => {
      const { viewer, reader, kept, deleted, made } = await changeUnseen()
      const authz = over(replica)
      const [of, to] = [await versionsOf(viewer), await versionsOf(reader)]
      const CASES: [Asked, unknown][] = [
        [{ userId: viewer, building: kept, ...of }, false],
        [{ userId: reader, building: made, ...to }, true],
        [{ userId: reader, building: kept, ...to }, true],
        // What is not there may be there by now, as far as a replica can tell.
        [{ userId: reader, building: deleted, ...to }, 'stale_replica'],
      ]
      for (const [asked] of CASES) expect(await ask(authz, asked)).toBe('stale_replica')
      await catchUp()
      for (const [asked, decision] of CASES) expect(await ask(authz, asked)).toBe(decision)
    })

    it('answers from what it has to who does not', async () => {
      const { viewer, kept } = await changeUnseen()
      expect(await ask(over(replica), { userId: viewer, building: kept })).toBe(true)
      await catchUp()
      expect(await ask(over(replica), { userId: viewer, building: kept })).toBe(false)
    })

    it('answers what it can prove, and is ready', async () => {
      const { viewer, before } = await changeUnseen()
      const authz = over(replica)
      const org = { subject: { type: 'user', id: viewer }, context: { atLeast: before.atLeast } }
      expect((await authz.post('/authz/abilities', org)).status).toBe(200)
      expect((await authz.request('/readyz')).status).toBe(200)
    })
  })

  describe('with the primary behind it', () => {
    it('answers what is so now, with versions and without', async () => {
      const { viewer, reader, kept, deleted, made } = await changeUnseen()
      const [of, to] = [await versionsOf(viewer), await versionsOf(reader)]
      const CASES: [Asked, boolean][] = [
        [{ userId: viewer, building: kept, ...of }, false],
        [{ userId: viewer, building: kept, atLeast: of.atLeast }, false],
        [{ userId: viewer, building: kept }, false],
        [{ userId: reader, building: deleted, ...to }, false],
        [{ userId: reader, building: deleted, atLeast: to.atLeast }, false],
        [{ userId: reader, building: deleted }, false],
        [{ userId: reader, building: made, ...to }, true],
        [{ userId: reader, building: made }, true],
      ]
      const authz = over(replica, primary)
      for (const [asked, decision] of CASES)
        expect([asked, await ask(over(replica, primary), asked)]).toEqual([asked, decision])
      // And with all of it in memory.
      for (const [asked, decision] of CASES) expect([asked, await ask(authz, asked)]).toEqual([asked, decision])
      const batch = await authz.post('/authz/check/batch', { evaluations: CASES.map(([asked]) => questionOf(asked)) })
      expect(await batch.json()).toMatchObject({ evaluations: CASES.map(([, decision]) => ({ decision })) })
      expect((await authz.abilities(viewer)).rules).toEqual([])
      const search = {
        subject: { type: 'user', id: reader },
        action: { name: 'units.read' },
        resource: { type: 'building' },
      }
      const { results } = (await (await authz.post('/access/v1/search/resource', search)).json()) as {
        results: { id: string }[]
      }
      expect(results.map(({ id }) => id)).toContain(made)
      expect(results.map(({ id }) => id)).not.toContain(deleted)
    })

    it('asks the primary nothing that the replica can prove', async () => {
      const [userId, building] = [await world.user({ roles: ['viewer'] }), await world.building()]
      await catchUp()
      const authz = over(replica, counting.pool)
      expect(await ask(authz, { userId, building, ...(await versionsOf(userId)) })).toBe(true)
      expect((await authz.request('/readyz')).status).toBe(200)
      expect(counting.taken()).toEqual([])
      expect(await ask(authz, { userId, building })).toBe(true)
      expect(counting.taken()).toEqual(['versions'])
    })

    it('that cannot be reached, answers what the replica proves and nothing else', async () => {
      const { viewer, reader, kept, before } = await changeUnseen()
      const [of, to] = [await versionsOf(viewer), await versionsOf(reader)]
      const authz = over(replica, nowhere)
      expect(await ask(authz, { userId: viewer, building: kept, ...of })).toBe('stale_replica')
      expect(await ask(authz, { userId: reader, building: kept })).toBe('unavailable')
      // What is asked for is older than the deletion that the replica has not seen.
      const known = { userId: reader, building: kept, ...to, orgAtLeast: before.orgAtLeast }
      expect(await ask(authz, known)).toBe(true)
      const both = [questionOf({ userId: viewer, building: kept, ...of }), questionOf(known)]
      expect(await (await authz.post('/authz/check/batch', { evaluations: both })).json()).toMatchObject({
        evaluations: [{ decision: false, context: { error: { status: 503 } } }, { decision: true }],
      })
      expect((await authz.request('/readyz')).status).toBe(200)
    })
  })

  it('that cannot be reached is made up for by the primary; without one nothing is answered', async () => {
    const [userId, building] = [await world.user({ roles: ['viewer'] }), await world.building()]
    const versions = await versionsOf(userId)
    const authz = over(nowhere, primary)
    expect(await ask(authz, { userId, building, ...versions })).toBe(true)
    expect(await ask(authz, { userId: newId(), building, atLeast: 0, orgAtLeast: 0 })).toBe(false)
    expect((await authz.request('/readyz')).status).toBe(200)
    expect(await ask(over(nowhere), { userId, building, ...versions })).toBe('unavailable')
    expect((await over(nowhere, nowhere).request('/readyz')).status).toBe(503)
  })

  describe.each([
    ['with versions', true],
    ['without versions', false],
  ])('asked %s by two replicas of authz while it falls behind again and again', (_, pinned) => {
    const trial = { db: owner, pools: [replica, replica], pinned }

    it('never permits what was revoked nor denies what was granted, with the primary behind it', async () => {
      let isOver = false
      const fallBehind = async () => {
        for (; !isOver; await catchUp()) await pause()
      }
      const falling = fallBehind()
      const { asked, ...stale } = await revokeUnderLoad({ ...trial, primary })
      isOver = true
      await falling
      expect(stale).toEqual({ stalePermits: 0, staleDenials: 0 })
      expect(asked).toBeGreaterThan(200)
    })
  })

  it('would, without the primary, answer what is no longer so', async () => {
    await pause()
    const { stalePermits, staleDenials } = await revokeUnderLoad({ db: owner, pools: [replica], pinned: false })
    expect(stalePermits + staleDenials).toBeGreaterThan(0)
  })
})
