import type { Db, Tx } from '@latchkey/shared/db/client'
import type { OverrideEffect } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError, invalid } from '@latchkey/shared/errors'
import { isPermissionKey, PERMISSION_KEYS, type PermissionKey } from '@latchkey/shared/permissions'
import type { UserCtx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import type { Overrides, ReplaceOverrides } from '../users/schema.ts'
import { assertWithin, authorityOf } from './authority.ts'

type Effects = ReadonlyMap<PermissionKey, OverrideEffect>

const toOverrides = (effects: Effects): Overrides['overrides'] =>
  PERMISSION_KEYS.flatMap((permissionKey) => {
    const effect = effects.get(permissionKey)
    return effect === undefined ? [] : [{ permissionKey, effect }]
  })

const readEffects = async (db: Db | Tx, orgId: string, userId: string): Promise<Effects> => {
  const rows = await db.permissionOverride.findMany({ where: { orgId, userId } })
  return new Map(rows.flatMap(({ permissionKey: key, effect }) => (isPermissionKey(key) ? [[key, effect]] : [])))
}

/** The overrides of a user, in the order of the catalogue. */
export const overridesOf = async (db: Db | Tx, orgId: string, userId: string): Promise<Overrides['overrides']> =>
  toOverrides(await readEffects(db, orgId, userId))

export async function getOverrides({ deps, user }: UserCtx<'roles.read'>): Promise<Overrides> {
  return { overrides: await overridesOf(deps.db, user.orgId, user.id) }
}

const parse = ({ overrides }: ReplaceOverrides): Effects => {
  const effects = new Map<PermissionKey, OverrideEffect>()
  overrides.forEach(({ permissionKey, effect }, index) => {
    const pointer = `/overrides/${index}/permissionKey`
    if (!isPermissionKey(permissionKey)) {
      const errors = [{ pointer, message: `unknown permission ${permissionKey}` }]
      throw new DomainError('unknown_permission', { errors })
    }
    if (effects.has(permissionKey)) throw invalid(pointer, 'is named twice')
    effects.set(permissionKey, effect)
  })
  return effects
}

/** What the change gives: a new ALLOW, and also a DENY that is lifted, for a role may hold the key behind it. */
const givenBy = (before: Effects, after: Effects): PermissionKey[] =>
  PERMISSION_KEYS.filter((key) => {
    const isAllowed = after.get(key) === 'ALLOW' && before.get(key) !== 'ALLOW'
    return isAllowed || (before.get(key) === 'DENY' && after.get(key) !== 'DENY')
  })

/**
 * Puts these overrides in the place of all that the user has.
 * @throws DomainError `unknown_permission`, `invalid_request` for a key named twice, or `grant_exceeds_authority`
 */
export async function replaceOverrides(ctx: UserCtx<'roles.assign'>, input: ReplaceOverrides): Promise<Overrides> {
  const { orgId, id: userId } = ctx.user
  const wanted = parse(input)
  const authority = await authorityOf(ctx)
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockUser(tx, orgId, userId)
    const held = await readEffects(tx, orgId, userId)
    assertWithin(authority, givenBy(held, wanted))
    await tx.permissionOverride.deleteMany({ where: { orgId, userId } })
    const data = [...wanted].map(([permissionKey, effect]) => ({ orgId, userId, permissionKey, effect }))
    await tx.permissionOverride.createMany({ data })
    const states = { before: { overrides: toOverrides(held) }, after: { overrides: toOverrides(wanted) } }
    await record(tx, ctx, { orgId, action: 'user.overrides_changed', targetId: userId, ...states })
    return states.after
  })
}
