import { DomainError } from '@latchkey/shared/errors'
import { digestOf, isSameDigest } from '@latchkey/shared/secret-comparison'
import type { Ctx } from '../access/context.ts'
import type { Guard } from '../access/guard.ts'
import { contextOf, type Incoming } from '../access/incoming.ts'
import type { Deps } from '../deps.ts'
import type { Org } from './schema.ts'
import { type Admin, findAdmin, findOrg } from './service.ts'

const FAILURE = 'unauthorized'

/**
 * A platform key, compared with all of them in constant time; without one configured the routes do not exist. An address that has
 * guessed too often is held back even with the right one, or it could go on guessing; no other address is.
 */
const enter = async (deps: Deps, incoming: Incoming): Promise<Ctx> => {
  const { platformApiKeys } = deps
  if (platformApiKeys.length === 0) throw new DomainError('not_found')
  const given = incoming.header('x-platform-key')
  if (given === undefined) throw new DomainError(FAILURE)
  await incoming.attempt({ kind: 'platform-key', account: undefined, failure: FAILURE }, async () => {
    const digest = digestOf(given)
    const right = platformApiKeys.filter((key) => isSameDigest(digest, digestOf(key)))
    if (right.length === 0) throw new DomainError(FAILURE)
  })
  return contextOf(deps, incoming, { type: 'platform' })
}

export const platformAccess: Guard = { kind: 'platform', enter }

export interface PlatformOrgCtx extends Ctx {
  readonly org: Org
}

/** On the org named in the path. */
export const platformOrgAccess: Guard<PlatformOrgCtx> = {
  kind: 'platform',
  enter: async (deps, incoming) => {
    const ctx = await enter(deps, incoming)
    return { ...ctx, org: await findOrg(ctx, incoming.param('orgId')) }
  },
}

export interface PlatformAdminCtx extends PlatformOrgCtx {
  readonly admin: Admin
}

/** On an admin of the org, both named in the path. */
export const platformAdminAccess: Guard<PlatformAdminCtx> = {
  kind: 'platform',
  enter: async (deps, incoming) => {
    const ctx = await platformOrgAccess.enter(deps, incoming)
    return { ...ctx, admin: await findAdmin(ctx, ctx.org.id, incoming.param('userId')) }
  },
}
