import { subject } from '@casl/ability'
import { accessibleBy } from '@casl/prisma/runtime'
import type { LatchkeyAbility } from '@latchkey/shared/authz/ability'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import { type BuildingPermissionKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import type { Deps } from '../deps.ts'
import type { Principal } from './principal.ts'

/** Asks authz for the caller's ability. @throws DomainError `authorization_unavailable` */
export async function fetchAbility({ authz }: Deps, principal: Principal, requestId: string): Promise<LatchkeyAbility> {
  const subject = { type: 'user', id: principal.id } as const
  return authz.ability({ subject, context: { atLeast: principal.authzVersion } }, { requestId })
}

/** The effective global permissions: what holds on the org as a whole. */
export const globalPermissions = (ability: LatchkeyAbility, { orgId }: Principal): ReadonlySet<PermissionKey> =>
  new Set(PERMISSION_KEYS.filter((key) => ability.can(key, subject('Org', { id: orgId }))))

/**
 * The buildings on which a key holds, as a filter for a list. A denied ability must be refused before it is turned
 * into a query: as one member of an AND, Prisma would drop its empty OR and return every row.
 * @throws DomainError `forbidden` when the key holds on no building at all
 */
export function buildingsWhere(ability: LatchkeyAbility, key: BuildingPermissionKey): Prisma.BuildingWhereInput {
  if (ability.rulesFor(key, 'Building').length === 0) throw new DomainError('forbidden')
  return accessibleBy(ability, key).ofType('Building')
}
