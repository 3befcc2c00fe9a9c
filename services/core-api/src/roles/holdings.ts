import type { Tx } from '@latchkey/shared/db/client'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { DomainError } from '@latchkey/shared/errors'
import { counts, isHeld } from '@latchkey/shared/grant-times'
import { PERMISSION_KEYS, type PermissionKey, ROLE_KEYS, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import { type Authority, assertWithin, permissionsOfRoles } from '../access/authority.ts'
import type { OverrideGrants } from './overrides.ts'

/** The global keys that grants which count come to, whatever the user's status: (∪ roles' keys ∪ ALLOW) − DENY. */
export function effectiveKeys(roleKeys: readonly RoleKey[], overrides: OverrideGrants): PermissionKey[] {
  const held = new Set(permissionsOfRoles(roleKeys))
  return PERMISSION_KEYS.filter((key) => {
    const effect = overrides.get(key)?.effect
    return effect === 'ALLOW' || (effect !== 'DENY' && held.has(key))
  })
}

/** Nobody takes from somebody who holds more. @throws DomainError `grant_exceeds_authority` */
export const assertMayTake = (authority: Authority, held: readonly PermissionKey[]): void =>
  assertWithin(authority, held)

/** The key that the fewest roles hold: whoever holds all keys is found fastest by this one. */
const rarest = PERMISSION_KEYS.toSorted((one, other) => rolesWith(one).length - rolesWith(other).length)[0]

function rolesWith(key: PermissionKey): RoleKey[] {
  return ROLE_KEYS.filter((role) => ROLES[role].permissionKeys.some((held) => held === key))
}

/** Whether a role or ALLOW counts now, and without end. */
const lasts = (alias: string) => Prisma.raw(`${counts(alias)} AND ${alias}.ends_at IS NULL`)
/** Whether a DENY counts, or will. */
const denies = Prisma.raw(isHeld('d'))

/** Whether an ACTIVE user effectively holds every key, without any end: anybody of the org, or this one. */
async function isAnyFull(tx: Tx, orgId: string, userId?: string): Promise<boolean> {
  const rarestRoles = rarest === undefined ? [] : rolesWith(rarest)
  const candidates = Prisma.sql`
    SELECT user_id FROM user_roles WHERE org_id = ${orgId}::uuid AND role_key = ANY (${rarestRoles})
    UNION
    SELECT user_id FROM permission_overrides
    WHERE org_id = ${orgId}::uuid AND permission_key = ${rarest} AND effect = 'ALLOW'`
  const only = userId === undefined ? Prisma.empty : Prisma.sql`AND u.id = ${userId}::uuid`
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM (${candidates}) c JOIN users u ON u.org_id = ${orgId}::uuid AND u.id = c.user_id
    WHERE u.status = 'ACTIVE' ${only} AND NOT EXISTS (
      SELECT FROM permission_overrides d
      WHERE d.org_id = u.org_id AND d.user_id = u.id AND d.effect = 'DENY' AND ${denies}
    ) AND NOT EXISTS (
      SELECT FROM permissions p
      WHERE NOT EXISTS (
        SELECT FROM user_roles r JOIN role_permissions h ON h.role_key = r.role_key
        WHERE r.org_id = u.org_id AND r.user_id = u.id AND h.permission_key = p.key AND ${lasts('r')}
      ) AND NOT EXISTS (
        SELECT FROM permission_overrides a
        WHERE a.org_id = u.org_id AND a.user_id = u.id AND a.permission_key = p.key AND a.effect = 'ALLOW'
          AND ${lasts('a')}
      )
    ) LIMIT 1`
  return found.length > 0
}

/**
 * Changes what a user holds, or their status, so that the org keeps somebody who effectively holds every key without end.
 * Call under `lockOrg`.
 * @throws DomainError `last_admin` when this user was the last
 */
export async function keepingAnAdmin<Result>(
  tx: Tx,
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
  change: () => Promise<Result>,
): Promise<Result> {
  const wasFull = await isAnyFull(tx, orgId, userId)
  const result = await change()
  if (wasFull && !(await isAnyFull(tx, orgId))) throw new DomainError('last_admin')
  return result
}
