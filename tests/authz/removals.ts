import { setImmediate as nextTurn } from 'node:timers/promises'
import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { testAuthz } from '../support/authz.ts'
import { createWorld } from '../support/world.ts'
import type { Outcome, Trial } from './replicas.ts'

const MEGABYTE = 1024 * 1024
const ROUNDS = 12

/** What is known of a building or unit: undefined while it is made or deleted. */
interface Known {
  id: string
  isThere: boolean | undefined
  orgVersion: number
}

/**
 * Makes and deletes buildings and units again and again while both replicas are asked about them without a pause, with
 * the version of the org. An answer is stale when the request began after a commit, and it says what was before.
 */
export async function removeUnderLoad({ db, pools }: Omit<Trial, 'pinned'>): Promise<Outcome> {
  const world = await createWorld(db)
  const viewer = await world.user({ roles: ['viewer'] })
  const { rows } = await db.query('SELECT authz_version AS version FROM users WHERE id = $1', [viewer])
  const apps = pools.map((pool) => testAuthz({ facts: createFacts(pool, createCache(MEGABYTE)) }))
  const outcome = { asked: 0, stalePermits: 0, staleDenials: 0 }
  let writing = 2

  const ask = async (app: (typeof apps)[number], type: string, known: Known) => {
    const { id, isThere, orgVersion } = known
    const { decision } = await app.ask(viewer, 'units.basic.read', { type, id }, rows[0].version, orgVersion)
    outcome.asked += 1
    if (isThere === undefined || known.id !== id || known.isThere !== isThere || decision === isThere) return
    outcome[decision ? 'stalePermits' : 'staleDenials'] += 1
  }

  const play = async (type: 'building' | 'unit') => {
    const home = await world.building()
    const known: Known = { id: home, isThere: undefined, orgVersion: 0 }
    const readVersion = async () => {
      const read = 'SELECT version FROM org_authz_versions WHERE org_id = $1'
      known.orgVersion = (await db.query(read, [world.orgId])).rows[0]?.version ?? 0
    }
    const everywhere = () => Promise.all(apps.map((app) => ask(app, type, known)))
    const load = async (app: (typeof apps)[number]) => {
      for (; writing > 0; await nextTurn()) await ask(app, type, known)
    }
    const loads = apps.map(load)
    for (let round = 0; round < ROUNDS; round += 1) {
      known.isThere = undefined
      known.id = type === 'unit' ? await world.unit(home) : await world.building()
      await readVersion()
      known.isThere = true
      await everywhere()
      known.isThere = undefined
      await db.query(`DELETE FROM ${type}s WHERE org_id = $1 AND id = $2`, [world.orgId, known.id])
      await readVersion()
      known.isThere = false
      await everywhere()
    }
    writing -= 1
    await Promise.all(loads)
  }
  await Promise.all([play('building'), play('unit')])
  return outcome
}
