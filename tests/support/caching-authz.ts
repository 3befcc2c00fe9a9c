import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import type { Clocks } from '@latchkey/authz/facts/validity'
import { testAuthz } from './authz.ts'
import { countingPool } from './counting-pool.ts'
import { authzPool } from './database.ts'

/** An authz with a cache of its own, whose statements are counted. */
export function cachingAuthz(clocks?: Clocks) {
  const counting = countingPool(authzPool())
  const authz = testAuthz({ facts: createFacts(counting.pool, createCache(1024 * 1024), clocks && { clocks }) })
  /** What the answer about `units.read` is, and which statements it took. */
  const ask = async (userId: string, resource: { type: string; id: string }, atLeast?: number, orgAtLeast?: number) => {
    const { decision, context } = await authz.ask(userId, 'units.read', resource, atLeast, orgAtLeast)
    return { decision, code: context.reason.code, version: context.version, statements: counting.taken() }
  }
  return { authz, counting, ask }
}
