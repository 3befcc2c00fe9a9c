import type { Db, Tx } from '@latchkey/shared/db/client'
import type { OverrideEffect } from '@latchkey/shared/db/generated/enums'
import { DomainError } from '@latchkey/shared/errors'
import { isPermissionKey, isRoleKey, type PermissionKey, ROLE_KEYS, type RoleKey } from '@latchkey/shared/permissions'
import type { Recorder } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { effectiveKeys } from './holdings.ts'
import { changedKeys, type Effects, toOverrides } from './overrides.ts'
import type { Overrides } from './schema.ts'

export { assertMayTake, keepingAnAdmin } from './holdings.ts'
export { givenBy, toOverrides } from './overrides.ts'

/** Without repetitions. @throws DomainError `unknown_role` that points at each unknown key below `pointer` */
export function assertKnownRoles(roleKeys: readonly string[], pointer: string): RoleKey[] {
  const unknown = roleKeys.flatMap((key, index) => (isRoleKey(key) ? [] : [{ key, index }]))
  if (unknown.length === 0) return [...new Set(roleKeys.filter(isRoleKey))]
  const errors = unknown.map(({ key, index }) => ({ pointer: `${pointer}/${index}`, message: `unknown role ${key}` }))
  throw new DomainError('unknown_role', { errors })
}

/** The keys of the catalogue among those that are held, in the order of the catalogue. */
export const roleKeysOf = (rows: readonly { readonly roleKey: string }[]): RoleKey[] => {
  const held = new Set(rows.map(({ roleKey }) => roleKey))
  return ROLE_KEYS.filter((key) => held.has(key))
}

export const heldRoles = async (db: Db | Tx, orgId: string, userId: string): Promise<RoleKey[]> =>
  roleKeysOf(await db.userRole.findMany({ where: { orgId, userId }, select: { roleKey: true } }))

/** The effects among overrides that are held, by the keys of the catalogue. */
export const effectsOf = (
  rows: readonly { readonly permissionKey: string; readonly effect: OverrideEffect }[],
): Effects => new Map(rows.flatMap(({ permissionKey: key, effect }) => (isPermissionKey(key) ? [[key, effect]] : [])))

export const heldOverrides = async (db: Db | Tx, orgId: string, userId: string): Promise<Effects> =>
  effectsOf(await db.permissionOverride.findMany({ where: { orgId, userId } }))

/** The global keys that the grants of a user come to, whatever their status. */
export const heldKeys = async (db: Db | Tx, orgId: string, userId: string): Promise<PermissionKey[]> =>
  effectiveKeys(await heldRoles(db, orgId, userId), await heldOverrides(db, orgId, userId))

/** The overrides of a user as answers show them. */
export const overridesOf = async (db: Db | Tx, orgId: string, userId: string): Promise<Overrides['overrides']> =>
  toOverrides(await heldOverrides(db, orgId, userId))

/** Puts overrides in the place of those held; equal ones stay untouched. Call under `lockUser`. */
export async function writeOverrides(
  tx: Tx,
  ctx: Recorder,
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
  held: Effects,
  wanted: Effects,
): Promise<void> {
  const changed = changedKeys(held, wanted)
  if (changed.length === 0) return
  await tx.permissionOverride.deleteMany({ where: { orgId, userId, permissionKey: { in: changed } } })
  const data = toOverrides(wanted).filter(({ permissionKey }) => changed.includes(permissionKey))
  await tx.permissionOverride.createMany({ data: data.map((override) => ({ orgId, userId, ...override })) })
  const states = { before: { overrides: toOverrides(held) }, after: { overrides: toOverrides(wanted) } }
  await record(tx, ctx, { orgId, action: 'user.overrides_changed', targetId: userId, ...states })
}

async function recordRoles(tx: Tx, ctx: Recorder, orgId: string, userId: string, before: readonly RoleKey[]) {
  const after = await heldRoles(tx, orgId, userId)
  const states = { before: { roleKeys: [...before] }, after: { roleKeys: after } }
  await record(tx, ctx, { orgId, action: 'user.roles_changed', targetId: userId, ...states })
}

/** Gives roles; those that are held stay as they are. Call under `lockUser`, or with the user just written. */
export async function grantRoles(tx: Tx, ctx: Recorder, orgId: string, userId: string, roleKeys: readonly RoleKey[]) {
  const before = await heldRoles(tx, orgId, userId)
  const missing = roleKeys.filter((key) => !before.includes(key))
  if (missing.length === 0) return
  await tx.userRole.createMany({ data: missing.map((roleKey) => ({ orgId, userId, roleKey })) })
  await recordRoles(tx, ctx, orgId, userId, before)
}

/** Takes roles away. Call under `lockUser`, in `keepingAnAdmin`. */
export async function revokeRoles(tx: Tx, ctx: Recorder, orgId: string, userId: string, roleKeys: readonly RoleKey[]) {
  const before = await heldRoles(tx, orgId, userId)
  const surplus = roleKeys.filter((key) => before.includes(key))
  if (surplus.length === 0) return
  await tx.userRole.deleteMany({ where: { orgId, userId, roleKey: { in: surplus } } })
  await recordRoles(tx, ctx, orgId, userId, before)
}
