import { DomainError } from '@latchkey/shared/errors'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { authorityOf } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { effectsOf, roleKeysOf, toOverrides } from '../roles/store.ts'
import type { Me } from './schema.ts'
import { findHolder } from './store.ts'

/**
 * Who the caller is and what they hold. The effective permissions are those that authz counts.
 * @throws DomainError `authorization_unavailable`, or `unauthorized` for somebody who has just been deleted
 */
export async function me(ctx: SelfCtx): Promise<Me> {
  const { orgId, id } = ctx.principal
  const [holder, permissions] = await Promise.all([findHolder(ctx.deps.db, orgId, id), authorityOf(ctx)])
  if (holder === undefined) throw new DomainError('unauthorized')
  const { orgName, slug, roleKeys, overrides, assignments, occupancies, ...user } = holder
  return {
    user,
    org: { id: orgId, name: orgName, slug },
    roleKeys: roleKeysOf(roleKeys.map((roleKey) => ({ roleKey }))),
    permissions: PERMISSION_KEYS.filter((key) => permissions.has(key)),
    overrides: toOverrides(effectsOf(overrides)),
    buildingAssignments: [...assignments],
    occupancies: occupancies.map((row) => ({ ...row, startAt: new Date(row.startAt) })),
  }
}
