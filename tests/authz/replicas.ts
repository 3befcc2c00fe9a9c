import { setImmediate as nextTurn } from 'node:timers/promises'
import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import type { Pool } from 'pg'
import { type TestAuthz, testAuthz } from '../support/authz.ts'
import { decisionIn } from '../support/decisions.ts'
import { createWorld } from '../support/world.ts'

const MEGABYTE = 1024 * 1024
const ROUNDS = 12
const QUESTION = { action: { name: 'units.basic.read' } }

/** What is known of a subject's grant: undefined while it changes. */
interface Known {
  permitted: boolean | undefined
  changes: number
  version: number
}

export interface Outcome {
  readonly asked: number
  readonly stalePermits: number
  readonly staleDenials: number
}

export interface Trial {
  readonly db: Pool
  /** One for each replica. */
  readonly pools: readonly Pool[]
  /** Where the pools are of a database that follows another: the other one. */
  readonly primary?: Pool
  /** Whether questions say which version they must not be older than. */
  readonly pinned: boolean
}

type Change = (userId: string) => Promise<unknown>

/** Two replicas, each with a cache and connections of its own, and nothing between them. */
const replicas = ({ pools, primary }: Pick<Trial, 'pools' | 'primary'>): TestAuthz[] =>
  pools.map((pool) => testAuthz({ facts: createFacts(pool, createCache(MEGABYTE), { primary }) }))

/**
 * Grants and revokes again and again while everybody is asked about on both replicas without a pause. An answer is
 * stale when the request began after the commit of a change, ended before the next change began, and denies the change.
 */
export async function revokeUnderLoad({ db, pinned, ...trial }: Trial): Promise<Outcome> {
  const world = await createWorld(db)
  const building = await world.building()
  const sql = (text: string) => (userId: string) => db.query(text, [world.orgId, userId])
  const remove = (table: string) => sql(`DELETE FROM ${table} WHERE org_id = $1 AND user_id = $2`)
  const kinds: [grant: Change, revoke: Change][] = [
    [(id) => world.grantRole(id, 'viewer'), remove('user_roles')],
    [(id) => world.override(id, 'units.basic.read', 'ALLOW'), remove('permission_overrides')],
    [(id) => world.assign(id, building, 'STAFF'), remove('building_assignments')],
    [
      (id) => world.occupy(id, building),
      sql(`UPDATE occupancies SET status = 'ENDED', end_at = now() WHERE org_id = $1 AND resident_user_id = $2`),
    ],
  ]
  const apps = replicas(trial)
  const outcome = { asked: 0, stalePermits: 0, staleDenials: 0 }
  let writing = kinds.length

  const ask = async (app: TestAuthz, id: string, known: Known) => {
    const { permitted, changes, version } = known
    const context = pinned && permitted !== undefined ? { atLeast: version } : {}
    const question = {
      ...QUESTION,
      subject: { type: 'user', id },
      resource: { type: 'building', id: building },
      context,
    }
    const decision = await decisionIn(await app.post('/authz/check', question))
    outcome.asked += 1
    if (permitted === undefined || known.changes !== changes || decision === permitted) return
    outcome[decision ? 'stalePermits' : 'staleDenials'] += 1
  }

  const play = async ([grant, revoke]: [Change, Change]) => {
    const id = await world.user()
    const known: Known = { permitted: false, changes: 0, version: 1 }
    const write = async (apply: Change, permitted: boolean) => {
      known.permitted = undefined
      known.changes += 1
      await apply(id)
      const { rows } = await sql('SELECT authz_version AS version FROM users WHERE org_id = $1 AND id = $2')(id)
      known.version = rows[0].version
      known.permitted = permitted
      known.changes += 1
      // Each state lasts until both replicas have answered for it; the load goes on meanwhile.
      await Promise.all(apps.map((app) => ask(app, id, known)))
    }
    const load = async (app: TestAuthz) => {
      // An answer from the cache waits for nothing: without a turn of the event loop nobody else would get one.
      for (; writing > 0; await nextTurn()) await ask(app, id, known)
    }
    const loads = apps.map(load)
    for (let round = 0; round < ROUNDS; round += 1) {
      await write(grant, true)
      await write(revoke, false)
    }
    writing -= 1
    await Promise.all(loads)
  }
  await Promise.all(kinds.map(play))
  return outcome
}
