import { inSnapshot } from '@latchkey/shared/db/transaction'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { authorityOf } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { overridesOf, roleKeysOf } from '../roles/store.ts'
import type { Me } from './schema.ts'

const building = { select: { name: true } } as const
const include = {
  org: { select: { id: true, name: true, slug: true } },
  roles: { select: { roleKey: true } },
  assignments: { include: { building }, orderBy: { id: 'asc' } },
  occupancies: {
    where: { status: 'ACTIVE' },
    include: { building, unit: { select: { label: true } } },
    orderBy: { id: 'asc' },
  },
} as const

/** Who the caller is and what they hold. The effective permissions are those that authz counts. */
export async function me(ctx: SelfCtx): Promise<Me> {
  const { db } = ctx.deps
  const { orgId, id } = ctx.principal
  // Each level of `include` is a statement of its own: an assignment and the name of its building must agree.
  const held = inSnapshot(db, async (tx) => ({
    user: await tx.user.findUniqueOrThrow({
      where: { orgId_id: { orgId, id } },
      omit: { passwordHash: true },
      include,
    }),
    overrides: await overridesOf(tx, orgId, id),
  }))
  const [{ user, overrides }, permissions] = await Promise.all([held, authorityOf(ctx)])
  return {
    user,
    org: user.org,
    roleKeys: roleKeysOf(user.roles),
    permissions: PERMISSION_KEYS.filter((key) => permissions.has(key)),
    overrides,
    buildingAssignments: user.assignments.map((row) => ({ ...row, buildingName: row.building.name })),
    occupancies: user.occupancies.map((row) => ({
      ...row,
      buildingName: row.building.name,
      unitLabel: row.unit.label,
    })),
  }
}
