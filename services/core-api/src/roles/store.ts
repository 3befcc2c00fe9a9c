import type { Db, Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import type { PermissionKey, RoleKey } from '@latchkey/shared/permissions'
import type { Recorder } from '../access/context.ts'
import { hasEnded, heldAt, isCounting, isSame, type Times } from '../access/grant-times.ts'
import { record } from '../audit/record.ts'
import { countingRoles, type RoleGrants, roleGrantsOf, shownRoles } from './grants.ts'
import { effectiveKeys } from './holdings.ts'
import { changedKeys, countingOverrides, type OverrideGrants, overrideGrantsOf } from './overrides.ts'
import { encodedOverrides, encodedRoles } from './states.ts'

export {
  continued,
  isAnyCut,
  type RoleGrants,
  roleGrantsOf,
  rolesFrom,
  shownRoles,
  wantedRoles,
} from './grants.ts'
export { assertMayTake, keepingAnAdmin } from './holdings.ts'
export { countingOverrides, givenBy, toOverrides } from './overrides.ts'

interface Holder {
  readonly orgId: string
  readonly userId: string
}

/** The roles of a user that have not ended. */
export const heldRoles = async (db: Db | Tx, { orgId, userId }: Holder, now: Date): Promise<RoleGrants> =>
  roleGrantsOf(
    await db.read<Times & { readonly roleKey: string }>`
      SELECT role_key AS "roleKey", starts_at AS "startsAt", ends_at AS "endsAt" FROM user_roles
      WHERE org_id = ${orgId}::uuid AND user_id = ${userId}::uuid AND (ends_at IS NULL OR ends_at > ${now}::timestamptz)`,
  )

/** The overrides of a user that have not ended, by the keys of the catalogue. */
export const heldOverrides = async (db: Db | Tx, { orgId, userId }: Holder, now: Date): Promise<OverrideGrants> =>
  overrideGrantsOf(await db.permissionOverride.findMany({ where: { orgId, userId, ...heldAt(now) } }))

/** The global keys that the grants of a user come to now, whatever their status. */
export async function heldKeys(db: Db | Tx, holder: Holder, now?: Date): Promise<PermissionKey[]> {
  const at = now ?? (await readNow(db))
  const roles = countingRoles(await heldRoles(db, holder, at), at)
  return effectiveKeys(roles, countingOverrides(await heldOverrides(db, holder, at), at))
}

/** Puts overrides in the place of those held; equal ones stay untouched. Call under `lockUser`. */
export async function writeOverrides(
  tx: Tx,
  ctx: Recorder,
  { orgId, userId }: Holder,
  held: OverrideGrants,
  wanted: OverrideGrants,
): Promise<void> {
  const changed = changedKeys(held, wanted)
  if (changed.length === 0) return
  await tx.permissionOverride.deleteMany({ where: { orgId, userId, permissionKey: { in: changed } } })
  const written = [...wanted].filter(([permissionKey]) => changed.includes(permissionKey))
  const data = written.map(([permissionKey, override]) => ({ orgId, userId, permissionKey, ...override }))
  await tx.permissionOverride.createMany({ data })
  const states = { before: encodedOverrides(held), after: encodedOverrides(wanted) }
  await record(tx, ctx, { orgId, action: 'user.overrides_changed', targetId: userId, ...states })
}

/** Writes roles down, over those that are there: one that has ended may still be. */
async function putRoles(
  tx: Tx,
  { orgId, userId }: Holder,
  roles: readonly (readonly [RoleKey, Times])[],
): Promise<void> {
  const keys = roles.map(([key]) => key)
  const starts = roles.map(([, { startsAt }]) => startsAt)
  const ends = roles.map(([, { endsAt }]) => endsAt)
  await tx.write`
    INSERT INTO user_roles (org_id, user_id, role_key, starts_at, ends_at, created_at)
    SELECT ${orgId}::uuid, ${userId}::uuid, r.role_key, r.starts_at, r.ends_at, ${new Date()}::timestamptz
    FROM unnest(${keys}::text[], ${starts}::timestamptz[], ${ends}::timestamptz[]) AS r (role_key, starts_at, ends_at)
    ON CONFLICT (org_id, user_id, role_key) DO UPDATE
    SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, created_at = excluded.created_at`
}

/**
 * Puts these roles, with these times, among those of the user, and takes others away; answers what is held then. Call
 * under `lockUser`, or with the user just written; in `keepingAnAdmin` where something is taken.
 */
export async function writeRoles(
  tx: Tx,
  ctx: Recorder,
  holder: Holder & { readonly held: RoleGrants },
  { given, taken = [] }: { readonly given: ReadonlyMap<RoleKey, Times>; readonly taken?: readonly RoleKey[] },
): Promise<RoleGrants> {
  const { orgId, userId, held } = holder
  const written = [...given].filter(([key, times]) => !isSame(held.get(key), times))
  const gone = taken.filter((key) => held.has(key))
  if (written.length + gone.length === 0) return held
  if (gone.length > 0) await tx.userRole.deleteMany({ where: { orgId, userId, roleKey: { in: gone } } })
  if (written.length > 0) await putRoles(tx, holder, written)
  const kept = [...held].filter(([key]) => !gone.includes(key))
  const after = roleGrantsOf([...kept, ...written].map(([key, times]) => ({ roleKey: key, ...times })))
  const states = { before: encodedRoles(held), after: encodedRoles(after) }
  await record(tx, ctx, { orgId, action: 'user.roles_changed', targetId: userId, ...states })
  return after
}

/** Those of the grants that have not ended. */
export const heldOf = (grants: RoleGrants, now: Date): RoleGrants =>
  new Map([...grants].filter(([, times]) => !hasEnded(times, now)))

/** What of the roles counts now, and all that is held, as answers show them. */
export const shownHeldRoles = (grants: RoleGrants, now: Date) => ({
  roleKeys: countingRoles(grants, now),
  roles: shownRoles(grants),
})

/** Those of the grants that count, unless what is ahead is asked for too. */
export const shownOf = (grants: RoleGrants, now: Date, include?: 'scheduled'): RoleGrants =>
  include === 'scheduled' ? grants : new Map([...grants].filter(([, times]) => isCounting(times, now)))

/** Takes roles away that have ended by themselves. Call under `lockUser`. */
export async function tidyRoles(tx: Tx, ctx: Recorder, { orgId, userId }: Holder, now: Date): Promise<void> {
  const where = { orgId, userId, endsAt: { lte: now } }
  const ended = roleGrantsOf(await tx.userRole.findMany({ where }))
  if (ended.size === 0) return
  await tx.userRole.deleteMany({ where })
  await record(tx, ctx, { orgId, action: 'user.roles_ended', targetId: userId, before: encodedRoles(ended) })
}

/** Takes overrides away that have ended by themselves. Call under `lockUser`. */
export async function tidyOverrides(tx: Tx, ctx: Recorder, { orgId, userId }: Holder, now: Date): Promise<void> {
  const where = { orgId, userId, endsAt: { lte: now } }
  const ended = overrideGrantsOf(await tx.permissionOverride.findMany({ where }))
  if (ended.size === 0) return
  await tx.permissionOverride.deleteMany({ where })
  await record(tx, ctx, { orgId, action: 'user.overrides_ended', targetId: userId, before: encodedOverrides(ended) })
}
