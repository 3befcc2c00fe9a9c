import { DomainError } from '@latchkey/shared/errors'
import { digestOf, isSameDigest } from '@latchkey/shared/secret-comparison'
import type { Ctx } from '../access/context.ts'
import type { Guard, Incoming } from '../access/guard.ts'
import type { Deps } from '../deps.ts'
import type { Org } from './schema.ts'
import { findOrg } from './service.ts'

/** The platform key, compared in constant time; without one configured the routes do not exist. */
const enter = async (deps: Deps, { header, requestId, address }: Incoming): Promise<Ctx> => {
  if (deps.platformApiKey === undefined) throw new DomainError('not_found')
  const given = header('x-platform-key') ?? ''
  if (!isSameDigest(digestOf(given), digestOf(deps.platformApiKey))) throw new DomainError('unauthorized')
  return { deps, requestId, address, actor: { type: 'platform' } }
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
